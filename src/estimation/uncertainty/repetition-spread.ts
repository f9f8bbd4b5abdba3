import type { Components, Primitives } from '../decomposition.js';
import { isFiniteSample, type ColumnName, type InteractionColumns } from '../interaction-columns.js';

/** Standard deviation of each component over repetitions, each `[N]`, nats. */
export type RepetitionSpread = Readonly<Record<keyof Components, Float64Array>>;

/**
 * How much each sample's components depend on the seed: their standard deviation (n − 1) over repetitions of
 * a run with the same data. NaN for a sample that is not finite in every repetition, and for fewer than two
 * repetitions.
 *
 * @param repetitions decompositions of the same samples in the same order
 */
export function repetitionSpread(repetitions: readonly InteractionColumns[]): RepetitionSpread {
  const count = repetitions[0]?.r.length ?? 0;
  const finite = Array.from({ length: count }, (_, sample) =>
    repetitions.every((columns) => isFiniteSample(columns, sample)),
  );
  const spreadOf = (name: keyof Components): Float64Array => {
    const mean = average(repetitions, name);
    const squares = new Float64Array(count);
    for (const columns of repetitions) {
      for (let sample = 0; sample < count; sample += 1) {
        squares[sample]! += (columns[name][sample]! - mean[sample]!) ** 2;
      }
    }
    // A single repetition tells no spread: 0/0.
    return squares.map((sum, sample) => (finite[sample] ? Math.sqrt(sum / (repetitions.length - 1)) : NaN));
  };
  return { r: spreadOf('r'), u1: spreadOf('u1'), u2: spreadOf('u2'), s: spreadOf('s') };
}

/** `[N]` a column's mean over repetitions. */
function average(repetitions: readonly InteractionColumns[], name: ColumnName): Float64Array {
  const sums = new Float64Array(repetitions[0]?.[name].length ?? 0);
  for (const columns of repetitions) {
    for (let sample = 0; sample < sums.length; sample += 1) sums[sample]! += columns[name][sample]!;
  }
  return sums.map((sum) => sum / repetitions.length);
}

/**
 * The primitives averaged over repetitions, each `[N]`, nats: the geometric mean of their class probabilities
 * and densities. What is not finite in one repetition is not finite in the average.
 *
 * Decomposing the averages is not averaging the decompositions: r is not linear in its primitives.
 *
 * @param repetitions one or more
 */
export function averagePrimitives(
  repetitions: readonly InteractionColumns[],
): Readonly<Record<keyof Primitives, Float64Array>> {
  return {
    i1: average(repetitions, 'i1'),
    i2: average(repetitions, 'i2'),
    i12: average(repetitions, 'i12'),
    h1: average(repetitions, 'h1'),
    h2: average(repetitions, 'h2'),
  };
}
