import type { MixtureTask, Standardized } from '../../src/estimation/engine.js';
import { filled } from './numbers.js';

/** A task with full covariances, each component's own, without shrinkage, and one ridge for all columns. */
export function mixtureTask(
  features: Standardized,
  ridge: number,
  changes: Partial<MixtureTask> = {},
): MixtureTask {
  return {
    features,
    shrinkage: 0,
    covariance: 'own',
    precision: 'full',
    ridge: filled(features.columns, ridge),
    ...changes,
  };
}
