import { applyAdjustment, findAdjustment, type MeanComponents } from '../../src/estimation/adjustment.js';

// The tests of the method and the validation suite share one table of truths.
export { logicTasks, type Outcome } from '../../validation/data/logic-tasks.js';
export { exactMeans, exactPrimitives } from '../../validation/data/logic-truth.js';

export function adjusted(means: MeanComponents): MeanComponents {
  return applyAdjustment(means, findAdjustment(means).offset);
}

/** Largest absolute difference of the four means, nats. */
export function worstMean(actual: MeanComponents, expected: MeanComponents): number {
  return Math.max(
    ...(['R', 'U1', 'U2', 'S'] as const).map((name) => Math.abs(actual[name] - expected[name])),
  );
}
