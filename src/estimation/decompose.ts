import type { EstimationConfig } from './config.js';
import { assignFolds, splitByFold } from './folds.js';
import { decomposeSamples, type InteractionColumns } from './interaction-columns.js';
import type { ModelStepResult, RunFeatures } from './model-step.js';
import { logClassPrior, pointwiseInformation, type ClassifierQuality } from './pointwise-information.js';
import type { ModelStep, Subject } from './steps.js';
import { isTrained } from './supplied-scores.js';

/** One model step and the scores it left. */
export interface ScoredStep {
  readonly step: ModelStep;
  readonly result: ModelStepResult;
}

/** A run's records and how good the models behind them were. */
export interface Decomposition {
  readonly columns: InteractionColumns;
  /** `[N]` the fold each sample was held out in. */
  readonly foldOf: Int32Array;
  readonly quality: Readonly<Record<Subject, ClassifierQuality>>;
  /** Mean held-out surprisal of each modality, nats. */
  readonly meanSurprisal: { readonly first: number; readonly second: number };
}

/**
 * Puts the folds of every model together, calibrates the classifiers, and decomposes every sample.
 *
 * @param scored every model step of the run, in any order
 */
export function decompose(
  config: EstimationConfig,
  seed: number,
  { classIndex, classes }: Pick<RunFeatures, 'classIndex' | 'classes'>,
  scored: readonly ScoredStep[],
): Decomposition {
  const foldOf = assignFolds(classIndex, config.folds, seed);
  const logPrior = logClassPrior(classIndex, classes);
  const together = (kind: ModelStep['kind'], subject: Subject): Float64Array =>
    joinFolds(
      scored.filter(({ step }) => step.kind === kind && step.subject === subject),
      foldOf,
    );
  const information = (subject: Subject): ReturnType<typeof pointwiseInformation> => {
    const trained = scored.some(
      ({ step, result }) =>
        step.kind === 'CLASSIFIER' && step.subject === subject && isTrained(result.diagnostics),
    );
    return pointwiseInformation(together('CLASSIFIER', subject), classIndex, logPrior, trained);
  };
  // One subject after the other: the scores of all three at once would be the run's peak of memory.
  const first = information('first');
  const second = information('second');
  const both = information('both');
  const h1 = together('DENSITY', 'first');
  const h2 = together('DENSITY', 'second');
  return {
    columns: decomposeSamples({ i1: first.values, i2: second.values, i12: both.values, h1, h2 }),
    foldOf,
    quality: { first: first.quality, second: second.quality, both: both.quality },
    meanSurprisal: { first: mean(h1), second: mean(h2) },
  };
}

/** Puts the held rows of each fold back in sample order: `[N, columns]`. */
function joinFolds(scored: readonly ScoredStep[], foldOf: Int32Array): Float64Array {
  const columns = scored[0]?.result.columns ?? 0;
  const joined = new Float64Array(foldOf.length * columns);
  let filled = 0;
  for (const { step, result } of scored) {
    splitByFold(foldOf, step.fold).held.forEach((sample, row) => {
      joined.set(result.values.subarray(row * columns, (row + 1) * columns), sample * columns);
    });
    filled += result.values.length;
  }
  if (filled !== joined.length || columns === 0)
    throw new Error('the scores of a fold are missing or incomplete');
  return joined;
}

/** Mean of the finite values. */
function mean(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
