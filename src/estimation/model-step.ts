import { classifierStep } from './classifiers/classifier-step.js';
import type { EstimationConfig } from './config.js';
import { densityStep } from './densities/density-step.js';
import type { Engine } from './engine.js';
import { assignFolds, splitByFold } from './folds.js';
import type { ModelStepResult } from './model-step-result.js';
import type { RunFeatures } from './run-features.js';
import type { ModelStep } from './steps.js';

/**
 * Fits one model on all folds but the step's and scores that fold. Depends on nothing but its arguments:
 * the same seed gives the same result bit for bit, in whatever order and on whatever thread.
 */
export async function runModelStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  step: ModelStep,
): Promise<ModelStepResult> {
  const foldOf = assignFolds(features.classIndex, config.folds, seed, step.repetition);
  const rows = splitByFold(foldOf, step.fold);
  return step.kind === 'CLASSIFIER'
    ? classifierStep(engine, config, seed, features, step, rows)
    : densityStep(engine, config, seed, features, step, rows);
}
