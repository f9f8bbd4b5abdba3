import type { Engine } from '../../engine.js';
import { plainClassifierSession } from './classifier-session.js';
import { plainKnifeSession } from './knife-session.js';
import { plainMixtureSession } from './mixture-session.js';

/** The engine in plain TypeScript and float64: runs everywhere, and is what other engines are compared with. */
export const plainEngine: Engine = {
  name: 'plain',
  openClassifier: (task, initial) => Promise.resolve(plainClassifierSession(task, initial)),
  openMixture: (task, initial) => Promise.resolve(plainMixtureSession(task, initial)),
  openKnife: (task, initial) => Promise.resolve(plainKnifeSession(task, initial)),
};
