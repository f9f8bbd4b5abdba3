import type { EstimationConfig } from './config.js';
import { dimensionsOf, SUBJECTS, type PlanShape, type Step, type Subject } from './steps.js';

/** Copies of its rows that a model works on: standardised, and what a session gathers and derives from them. */
const COPIES_OF_ROWS = 2;
const FLOAT32 = 4;
const FLOAT64 = 8;
/** Columns of a run's records. */
const RECORD_COLUMNS = 9;

/**
 * Bytes of a worker's memory that a run's features take, once however many of its steps are at work.
 */
export function featureMemory(shape: PlanShape): number {
  return shape.samples * dimensionsOf(shape).both * FLOAT32;
}

/**
 * Bytes that a step takes besides the run's features. An estimate: what grows with the data is counted, and the
 * engine's and the process's own few hundred megabytes are not.
 */
export function stepMemory(config: EstimationConfig, shape: PlanShape, step: Step): number {
  const { samples, classes } = shape;
  switch (step.kind) {
    case 'CLASSIFIER':
      return modelRows(shape, step.subject) + scores(config, shape);
    case 'DENSITY': {
      const width = dimensionsOf(shape)[step.subject];
      const components = Math.max(...config.density.components);
      return (
        modelRows(shape, step.subject) + components * (samples + 3 * width * width) * FLOAT64 // responsibilities; covariances, their factors and sums
      );
    }
    case 'PERMUTATION':
      return modelRows(shape, 'both') + SUBJECTS.length * samples * classes * FLOAT64;
    case 'DECOMPOSE':
      return 3 * scores(config, shape) + records(config, shape);
    case 'BOOTSTRAP':
      return 3 * scores(config, shape) + 2 * records(config, shape);
    case 'AGGREGATE':
      return 2 * samples * RECORD_COLUMNS * FLOAT64;
  }
}

function modelRows(shape: PlanShape, subject: Subject): number {
  return COPIES_OF_ROWS * shape.samples * dimensionsOf(shape)[subject] * FLOAT32;
}

/** Of all candidates of one subject, and the float64 copy that pooling makes. */
function scores({ classifier }: EstimationConfig, { samples, classes }: PlanShape): number {
  return samples * classes * classifier.candidates.length * (FLOAT32 + FLOAT64);
}

function records({ uncertainty }: EstimationConfig, { samples }: PlanShape): number {
  return uncertainty.repetitions * samples * RECORD_COLUMNS * FLOAT64;
}
