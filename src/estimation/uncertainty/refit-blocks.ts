import { followed } from '../decomposition.js';
import { primitivesAt } from '../interaction-columns.js';
import type { Subject } from '../steps.js';
import type { Repetition } from './repetition.type.js';
import { SUMMED, SUMMED_LENGTH } from './summed-values.js';

/** How resampling moves the weights of all pools (W in number), and these the means of every class. */
export interface RefitBlocks {
  /** `[blocks, W]` sums over each block's samples of their shifts of the weights, less the mean shift. */
  readonly shifts: Float64Array;
  /** `[C, SUMMED_LENGTH, W]` d (mean over the class) / d weight, nats. */
  readonly slopes: Float64Array;
}

/** Which information each classifier's weights move. */
const MOVED: readonly (readonly [Subject, 'i1' | 'i2' | 'i12'])[] = [
  ['first', 'i1'],
  ['second', 'i2'],
  ['both', 'i12'],
];

/**
 * Sums the influence of samples by block.
 *
 * @param finite     the finite samples, in the order they are dealt in: one to each block, then from the first again
 * @param classIndex `[N]`
 */
export function refitBlocks(
  repetition: Repetition,
  finite: Int32Array,
  blocks: number,
  classIndex: Int32Array,
  classes: number,
): RefitBlocks {
  return {
    shifts: blockShifts(repetition, finite, blocks),
    slopes: classSlopes(repetition, finite, classIndex, classes),
  };
}

function weightCount({ influence }: Repetition): number {
  return MOVED.reduce((sum, [subject]) => sum + influence[subject].weights, 0);
}

function blockShifts(repetition: Repetition, finite: Int32Array, blocks: number): Float64Array {
  const weights = weightCount(repetition);
  const sums = new Float64Array(blocks * weights);
  let from = 0;
  for (const [subject] of MOVED) {
    const { weights: own, shifts } = repetition.influence[subject];
    for (let weight = 0; weight < own; weight += 1) {
      const shiftOf = (sample: number): number => shifts[sample * own + weight]!;
      // Samples left out for their densities had a part in the fit: without them the mean is not quite 0.
      const center = finite.reduce((sum, sample) => sum + shiftOf(sample), 0) / finite.length;
      finite.forEach((sample, place) => {
        sums[(place % blocks) * weights + from + weight]! += shiftOf(sample) - center;
      });
    }
    from += own;
  }
  return sums;
}

function classSlopes(
  repetition: Repetition,
  finite: Int32Array,
  classIndex: Int32Array,
  classes: number,
): Float64Array {
  const weights = weightCount(repetition);
  const sums = new Float64Array(classes * SUMMED_LENGTH * weights);
  const counts = new Int32Array(classes);
  for (const sample of finite) {
    const label = classIndex[sample]!;
    counts[label]! += 1;
    const { lsmi, evidence } = followed(primitivesAt(repetition.columns, sample));
    let from = 0;
    for (const [subject, name] of MOVED) {
      const { weights: own, slopes } = repetition.influence[subject];
      const moved: number[] = [SUMMED[name]];
      if (lsmi === name) moved.push(SUMMED.r);
      if (evidence === name) moved.push(SUMMED.evidenceR);
      for (let weight = 0; weight < own; weight += 1) {
        for (const value of moved) {
          sums[(label * SUMMED_LENGTH + value) * weights + from + weight]! += slopes[sample * own + weight]!;
        }
      }
      from += own;
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / (SUMMED_LENGTH * weights))]!));
}

/**
 * Moves the sums of a draw by what its samples do to the weights.
 *
 * @param times `[blocks]` how often each block was drawn
 * @param drawn `[C + …, SUMMED_LENGTH]` the sums of each class, which change
 */
export function addRefit({ shifts, slopes }: RefitBlocks, times: Int32Array, drawn: Float64Array): void {
  const weights = times.length === 0 ? 0 : shifts.length / times.length;
  if (weights === 0) return;
  const moved = new Float64Array(weights);
  times.forEach((count, block) => {
    for (let weight = 0; weight < weights; weight += 1) {
      moved[weight]! += count * shifts[block * weights + weight]!;
    }
  });
  const sums = slopes.length / weights;
  let samples = 0;
  for (let start = 0; start < sums; start += SUMMED_LENGTH) samples += drawn[start + SUMMED.count]!;
  for (let at = 0; at < sums; at += 1) {
    const count = drawn[at - (at % SUMMED_LENGTH) + SUMMED.count]!;
    for (let weight = 0; weight < weights; weight += 1) {
      drawn[at]! += (count * slopes[at * weights + weight]! * moved[weight]!) / samples;
    }
  }
}
