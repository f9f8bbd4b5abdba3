import type { Matrix } from '../../domain/matrix.js';
import { fitClassifier } from './classifier.js';
import type { EstimationConfig } from '../config.js';
import { discreteLimit, findDistinctRows } from '../distinct-rows.js';
import type { Engine, Standardized } from '../engine.js';
import type { FoldRows } from '../folds.js';
import { frequencyLogProbabilities, mostFrequentCount } from '../frequency.js';
import type { ModelStepResult } from '../model-step-result.js';
import { besideColumns, takeIntegers } from '../rows.js';
import { countedOf, type RunFeatures } from '../run-features.js';
import { fitStandardization, standardizeRows } from '../standardization.js';
import type { ModelStep } from '../steps.js';
import { countBeyond, outlierLimits } from './outlier-limits.js';
import { suppliedScores } from './supplied-scores.js';

/** Scores a fold by the user's own scores, by frequencies, or by classifiers trained on the other folds. */
export async function classifierStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  step: ModelStep,
  { training, held }: FoldRows,
): Promise<ModelStepResult> {
  const { classIndex, classes } = features;
  const supplied = features.supplied?.[step.subject];
  if (supplied) return suppliedScores(supplied, held);
  const discrete = countedOf(features, step.subject);
  if (discrete) {
    const { codes, count } = discrete;
    return {
      values: frequencyLogProbabilities(codes, count, classIndex, classes, held),
      columns: classes,
      diagnostics: {
        model: 'frequency',
        distinctValues: count,
        right: mostFrequentCount(codes, count, classIndex, classes, held),
      },
    };
  }
  const inputs = standardizedInputs(features, step.subject, training, held);
  const fit = await fitClassifier(
    engine,
    config.classifier,
    { training: inputs.training, labels: takeIntegers(classIndex, training), classes, held: inputs.held },
    seed,
    step.name,
  );
  return {
    values: fit.logProbabilities,
    columns: config.classifier.candidates.length * classes,
    diagnostics: { model: 'trained', drawnIn: inputs.drawnIn, ...fit.diagnostics },
  };
}

interface StandardizedInputs {
  readonly training: Standardized;
  readonly held: Standardized;
  /** Values of the held rows that lay beyond {@link outlierLimits}. */
  readonly drawnIn: number;
}

function standardizedInputs(
  features: RunFeatures,
  subject: ModelStep['subject'],
  training: Int32Array,
  held: Int32Array,
): StandardizedInputs {
  if (subject === 'both') {
    const first = standardizedInputs(features, 'first', training, held);
    const second = standardizedInputs(features, 'second', training, held);
    return {
      training: besideColumns(first.training, second.training),
      held: besideColumns(first.held, second.held),
      drawnIn: first.drawnIn + second.drawnIn,
    };
  }
  const matrix = withIndicators(features[subject]);
  const limits = outlierLimits(matrix, training);
  const standardization = fitStandardization(matrix, training, limits);
  return {
    training: standardizeRows(standardization, matrix, training),
    held: standardizeRows(standardization, matrix, held),
    drawnIn: countBeyond(matrix, held, limits),
  };
}

/** Categories beyond this many are left as the numbers they came as. */
const MOST_INDICATORS = 64;

/** A single discrete column as one indicator column a value: its numbers are names, not amounts. */
function withIndicators(matrix: Matrix): Matrix {
  if (matrix.columns !== 1) return matrix;
  const distinct = findDistinctRows(matrix, Math.min(MOST_INDICATORS, discreteLimit(matrix.rows)));
  if (!distinct) return matrix;
  const data = new Float32Array(matrix.rows * distinct.count);
  distinct.codes.forEach((code, row) => (data[row * distinct.count + code] = 1));
  return { rows: matrix.rows, columns: distinct.count, data };
}
