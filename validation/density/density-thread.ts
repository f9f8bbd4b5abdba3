import { runDensityTask } from './density-task.js';

/** Entry of a thread of the pool of density-threads.ts. */
export default runDensityTask;
