import type { BenchSection } from '../bench-section.type.js';
import { growth } from './growth.js';
import { responsiveness } from './responsiveness.js';
import { runs } from './runs.js';
import { sgemm } from './sgemm.js';
import { steps } from './steps.js';
import { threads } from './threads.js';

/** In the order of the page. */
export const allSections: readonly BenchSection[] = [steps, sgemm, runs, threads, growth, responsiveness];
