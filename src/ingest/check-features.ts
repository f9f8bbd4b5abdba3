import type { Matrix } from '../domain/matrix.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples } from './raw-samples.js';
import { failureOf } from './subject.js';

/** How many places a message names. */
const NAMED = 10;

interface Gaps {
  readonly count: number;
  /** Row and column of the first ten. */
  readonly first: readonly (readonly [number, number])[];
}

interface Counts {
  nan: number;
  infinite: number;
  negativeInfinite: number;
}

/**
 * Refuses infinite features and log-probabilities always, and missing ones (NaN) when asked to; otherwise sets
 * `leftOut[row]` to 1 for every row with a NaN.
 *
 * @throws InputFailure NOT_FINITE, or MISSING_VALUES where a CSV cell is missing; field `modality NAME` or
 *   `log-probabilities NAME`.
 */
export function checkFeatures(raw: RawSamples, missing: 'refuse' | 'drop', leftOut: Uint8Array): void {
  for (const features of [...raw.modalities, ...raw.logProbabilities]) {
    const { matrix } = features;
    const nan: [number, number][] = [];
    const infinite: [number, number][] = [];
    const counts = countGaps(matrix, leftOut, nan, infinite);
    if (counts.infinite > 0 || (counts.nan > 0 && missing === 'refuse')) {
      throw failure(
        raw,
        features,
        missing,
        { count: counts.nan, first: nan },
        { count: counts.infinite, first: infinite },
        counts.negativeInfinite,
      );
    }
  }
}

function countGaps(
  { rows, columns, data }: Matrix,
  leftOut: Uint8Array,
  nan: [number, number][],
  infinite: [number, number][],
): Counts {
  const counts = { nan: 0, infinite: 0, negativeInfinite: 0 };
  for (let row = 0, index = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, index += 1) {
      const value = data[index]!;
      // zero for finite numbers only
      if (value - value === 0) continue;
      const kind = value === value ? 'infinite' : 'nan';
      const places = kind === 'nan' ? nan : infinite;
      if (places.length < NAMED) places.push([row, column]);
      counts[kind] += 1;
      if (value === -Infinity) counts.negativeInfinite += 1;
      if (kind === 'nan') leftOut[row] = 1;
    }
  }
  return counts;
}

function failure(
  raw: RawSamples,
  features: RawFeatures,
  missing: 'refuse' | 'drop',
  nan: Gaps,
  infinite: Gaps,
  negativeInfinite: number,
) {
  const fromTable = raw.kind === 'column';
  const places = ({ count, first }: Gaps) => {
    const named = first
      .map(([row, column]) => `${raw.rowName(row)} ${features.columnName(column)}`)
      .join(', ');
    return `${named}${count > first.length ? ', …' : ''}`;
  };
  const found = [];
  if (nan.count > 0 && missing === 'refuse') {
    found.push(`${nan.count} ${fromTable ? 'missing' : 'NaN'} (${places(nan)})`);
  }
  if (infinite.count > 0) found.push(`${infinite.count} infinite (${places(infinite)})`);
  const counted = fromTable ? '' : ', rows and columns counted from 0';
  const drop =
    nan.count > 0 && missing === 'refuse'
      ? ` (--drop-missing leaves rows with ${fromTable ? 'missing values' : 'NaN'} out)`
      : '';
  const areScores = raw.logProbabilities.includes(features);
  const advice = [
    ...(areScores && infinite.count > negativeInfinite ? [' (no log-probability is above 0)'] : []),
    ...(areScores && negativeInfinite > 0
      ? [' (clip probabilities of 0 to a small one, such as 1e-12, before taking logarithms)']
      : []),
  ].join('');
  return failureOf(
    {
      what: `The ${raw.kind} ${quoteText(features.array)} of ${raw.path}`,
      field: features.field,
    },
    fromTable && infinite.count === 0 ? 'MISSING_VALUES' : 'NOT_FINITE',
    `has values that are not finite: ${found.join(' and ')}${counted}; expected finite numbers only${advice}${drop}.`,
  );
}
