import { estimateMean, type MeanEstimate } from './mean-estimate.js';
import type { SampleScores } from './sample-scores.js';

export type Verdict = 'better' | 'worse' | 'no difference shown';

/** One ensemble less another on the same samples, paired. */
export interface Comparison {
  /** Nats; negative where the first is better. */
  readonly logLoss: Difference;
  /** Positive where the first is better. */
  readonly accuracy: Difference;
}

export interface Difference extends MeanEstimate {
  /** `better` or `worse` where the 95 % interval leaves out 0. */
  readonly verdict: Verdict;
}

/** Means of the differences of each sample, with {@link estimateMean}'s interval. */
export function compareScores(first: SampleScores, second: SampleScores): Comparison {
  return {
    logLoss: difference(first.logLosses, second.logLosses, -1),
    accuracy: difference(first.rightAnswers, second.rightAnswers, 1),
  };
}

function difference(first: Float64Array, second: Float64Array, betterSign: 1 | -1): Difference {
  const estimate = estimateMean(first.map((value, sample) => value - second[sample]!));
  const decided = estimate.low > 0 ? 1 : estimate.high < 0 ? -1 : 0;
  const verdict = decided === 0 ? 'no difference shown' : decided === betterSign ? 'better' : 'worse';
  return { ...estimate, verdict };
}
