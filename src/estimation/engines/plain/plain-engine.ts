import type { Engine } from '../../engine.js';
import { plainClassifierSession } from './classifier-session.js';
import { plainDistanceSession } from './distance-session.js';
import { plainKnifeSession } from './knife-session.js';
import { plainLogisticSession } from './logistic-session.js';
import { plainMixtureSession } from './mixture-session.js';
import { subspaceIteration } from '../subspace-iteration.js';
import { plainTimesCovariance } from './times-covariance.js';

/** The engine in plain TypeScript and float64: runs everywhere, and is what other engines are compared with. */
export const plainEngine: Engine = {
  name: 'plain',
  openClassifier: (task, initial) => Promise.resolve(plainClassifierSession(task, initial)),
  openLogistic: (task) => Promise.resolve(plainLogisticSession(task)),
  openMixture: (task, initial) => Promise.resolve(plainMixtureSession(task, initial)),
  openKnife: (task, initial) => Promise.resolve(plainKnifeSession(task, initial)),
  openDistances: (features) => Promise.resolve(plainDistanceSession(features)),
  principalComponents: (features, count, start) =>
    subspaceIteration(features, count, start, plainTimesCovariance),
};
