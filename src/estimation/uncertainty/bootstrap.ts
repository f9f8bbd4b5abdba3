import { InputFailure } from '../../domain/failure.js';
import { findAdjustment } from '../adjustment.js';
import { isFiniteSample } from '../interaction-columns.js';
import { quantile } from '../quantile.js';
import { Random } from '../random.js';
import type { Repetition } from './repetition.type.js';
import { dealIntoBlocks, drawBlocks } from './sample-blocks.js';
import { SUMMED, SUMMED_LENGTH } from './summed-values.js';

export interface BootstrapOptions {
  /** Bootstrap draws, 1 or more. */
  readonly draws: number;
  /** Share of the draws an interval holds, above 0 and below 1. */
  readonly confidence: number;
}

/** Both ends of an interval of a mean, nats. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export type ComponentIntervals = Readonly<Record<'r' | 'u1' | 'u2' | 's', Interval>>;

/** Intervals of one group's means, nats. */
export interface GroupIntervals {
  /** By the LSMI rule, before the adjustment. */
  readonly raw: ComponentIntervals;
  /** After the paper's adjustment, whose offset every draw finds anew from its own overall means. */
  readonly adjusted: ComponentIntervals;
  readonly evidence: ComponentIntervals;
  readonly information: Readonly<Record<'i1' | 'i2' | 'i12', Interval>>;
}

/** A run's intervals; null for a group that no draw met a finite sample of. */
export interface RunIntervals {
  readonly overall: GroupIntervals | null;
  /** `[C]` */
  readonly classes: readonly (GroupIntervals | null)[];
}

/**
 * Samples are resampled in this many blocks at most. Up to as many samples this is the plain bootstrap. Beyond,
 * means keep their bootstrap variance up to a relative error of √(2/8192), which moves the ends of an
 * interval by .8% of its width; 1000 draws themselves move them by 3%. A draw then costs the same for any N.
 */
const MOST_BLOCKS = 8192;

/**
 * Percentile bootstrap intervals (Efron 1979) of a run's means, overall and by class.
 *
 * Every draw picks one repetition (same data, other seed) and resamples its finite samples with replacement, so
 * that sampling and the spread of the models are in the intervals together. The weights of the classifiers' pools
 * are not refitted, but moved by their influence function, and means with them to first order: i1, i2 and i12
 * hardly change near the weights that fit best, but r, which is no proper score, does. That is the part of the
 * classifiers' own error that repetitions, made of the same samples, share. The models under the pool and the
 * classes' shares stay as they are, which cancels over all samples, but leaves a class's interval too narrow.
 *
 * Intervals are neither centred on the estimate nor corrected for bias: they show where the mean would fall, not
 * how far it is from the truth. A class's interval is over the draws that meet the class.
 *
 * Depends on the arguments alone. Time is O(R·N) to prepare and, each draw, O(blocks × classes in a block +
 * (blocks + classes) × weights).
 *
 * @param repetitions decompositions of the same samples in the same order, one or more
 * @param classIndex  `[N]`
 * @throws {InputFailure} when an option is out of its range
 */
export function bootstrapIntervals(
  repetitions: readonly Repetition[],
  classIndex: Int32Array,
  classes: number,
  options: BootstrapOptions,
  seed: number,
): RunIntervals {
  checkOptions(options);
  const usable = repetitions.filter(({ columns }) =>
    classIndex.some((_, sample) => isFiniteSample(columns, sample)),
  );
  if (usable.length === 0) return { overall: null, classes: Array.from({ length: classes }, () => null) };
  const chooser = new Random(seed, 'bootstrap/repetitions');
  const chosen = Int32Array.from({ length: options.draws }, () => chooser.integer(usable.length));
  const drawn = Array.from({ length: options.draws }, () => new Float64Array((classes + 1) * SUMMED_LENGTH));
  // One repetition after the other: only one set of blocks is in memory.
  usable.forEach((repetition, index) => {
    const dealer = new Random(seed, `bootstrap/blocks-${String(index)}`);
    const blocks = dealIntoBlocks(repetition, classIndex, classes, MOST_BLOCKS, dealer);
    drawn.forEach((sums, draw) => {
      if (chosen[draw] !== index) return;
      drawBlocks(blocks, new Random(seed, `bootstrap/draw-${String(draw)}`), sums);
    });
  });
  const offsets = drawn.map((sums) => adjustmentOffset(groupMeans(sums, classes)));
  const groups = Array.from({ length: classes + 1 }, (_, group) =>
    groupIntervals(drawn, offsets, group, options.confidence),
  );
  return { overall: groups[classes]!, classes: groups.slice(0, classes) };
}

function checkOptions({ draws, confidence }: BootstrapOptions): void {
  if (!Number.isInteger(draws) || draws < 1) {
    throw new InputFailure(
      'BAD_BOOTSTRAP_DRAWS',
      `The number of bootstrap draws is ${String(draws)}; expected an integer of 1 or more.`,
      'draws',
    );
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new InputFailure(
      'BAD_CONFIDENCE',
      `The confidence of the intervals is ${String(confidence)}; expected a number above 0 and below 1, such as 0.9.`,
      'confidence',
    );
  }
}

type Means = Readonly<Record<keyof typeof SUMMED, number>>;

function groupMeans(sums: Float64Array, group: number): Means {
  const at = (index: number): number => sums[group * SUMMED_LENGTH + index]!;
  const count = at(SUMMED.count);
  const mean = (index: number): number => at(index) / count;
  const { r, evidenceR, i1, i2, i12 } = SUMMED;
  return { count, r: mean(r), evidenceR: mean(evidenceR), i1: mean(i1), i2: mean(i2), i12: mean(i12) };
}

function adjustmentOffset({ r, i1, i2, i12 }: Means): number {
  return findAdjustment({ R: r, U1: i1 - r, U2: i2 - r, S: i12 - i1 - i2 + r }).offset;
}

function groupIntervals(
  drawn: readonly Float64Array[],
  offsets: readonly number[],
  group: number,
  confidence: number,
): GroupIntervals | null {
  const draws = drawn
    .map((sums, draw) => ({ ...groupMeans(sums, group), offset: offsets[draw]! }))
    .filter(({ count }) => count > 0);
  if (draws.length === 0) return null;
  const interval = (value: (means: (typeof draws)[number]) => number): Interval => {
    const sorted = Float64Array.from(draws, value).sort();
    return { low: quantile(sorted, (1 - confidence) / 2), high: quantile(sorted, (1 + confidence) / 2) };
  };
  const components = (redundancy: (means: (typeof draws)[number]) => number): ComponentIntervals => ({
    r: interval(redundancy),
    u1: interval((means) => means.i1 - redundancy(means)),
    u2: interval((means) => means.i2 - redundancy(means)),
    s: interval((means) => means.i12 - means.i1 - means.i2 + redundancy(means)),
  });
  return {
    raw: components(({ r }) => r),
    adjusted: components(({ r, offset }) => r + offset),
    evidence: components(({ evidenceR }) => evidenceR),
    information: {
      i1: interval(({ i1 }) => i1),
      i2: interval(({ i2 }) => i2),
      i12: interval(({ i12 }) => i12),
    },
  };
}
