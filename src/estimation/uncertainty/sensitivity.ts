import { InputFailure } from '../../domain/failure.js';
import type { MeanComponents } from '../adjustment.js';
import { finiteSamples, type InteractionColumns } from '../interaction-columns.js';

/**
 * How the raw means depend on the offset between the surprisals: R(c) is the mean redundancy with h1 + c in
 * place of h1, as a change of x1's unit of measurement would have it. R(c) need not be monotone.
 */
export interface SensitivityCurve {
  /** `[points or fewer]` c, nats, strictly ascending; 0 is one of them. */
  readonly offsets: Float64Array;
  /** The means at each offset, each as long as `offsets`, nats. */
  readonly R: Float64Array;
  readonly U1: Float64Array;
  readonly U2: Float64Array;
  readonly S: Float64Array;
  /** The means as c goes to −∞, where R = I1, and to +∞, where R = I2. */
  readonly limits: { readonly negative: MeanComponents; readonly positive: MeanComponents };
}

/** Breakpoints left out at each end of the curve: those of outliers, which would stretch it beyond use. */
const TAIL = 0.005;

/**
 * R, U1, U2 and S of the finite samples at up to `points` offsets; null when none is finite.
 *
 * Each sample's r(c) is i1 up to one breakpoint, i2 from another, linear between. The offsets are
 * c = 0 and evenly spaced quantiles of these breakpoints, from .5% to 99.5%: they lie close where the curve
 * bends, and fall together where breakpoints do (discrete modalities), between which the curve is straight.
 * Takes O(N log N) for sorting, O(N log points) for the means.
 *
 * @param points an integer of 3 or more
 * @throws {InputFailure} for any other number of points
 */
export function sensitivityCurve(columns: InteractionColumns, points: number): SensitivityCurve | null {
  if (!Number.isInteger(points) || points < 3) {
    throw new InputFailure(
      'BAD_POINTS',
      `The sensitivity curve is asked for at ${String(points)} points; expected an integer of 3 or more.`,
      'points',
    );
  }
  const finite = finiteSamples(columns);
  if (finite.length === 0) return null;
  const ramps = Array.from(finite, (sample) => rampOf(columns, sample)).filter(({ rise }) => rise !== 0);
  const offsets = chooseOffsets(ramps, points);
  const rises = meanRises(ramps, finite.length, offsets);
  const mean = (name: 'i1' | 'i2' | 'i12'): number =>
    finite.reduce((sum, sample) => sum + columns[name][sample]!, 0) / finite.length;
  const [I1, I2, I12] = [mean('i1'), mean('i2'), mean('i12')];
  const completed = (R: number): MeanComponents => ({ R, U1: I1 - R, U2: I2 - R, S: I12 - I1 - I2 + R });
  const curve = Array.from(rises, (rise) => completed(I1 + rise));
  return {
    offsets,
    R: Float64Array.from(curve, ({ R }) => R),
    U1: Float64Array.from(curve, ({ U1 }) => U1),
    U2: Float64Array.from(curve, ({ U2 }) => U2),
    S: Float64Array.from(curve, ({ S }) => S),
    limits: { negative: completed(I1), positive: completed(I2) },
  };
}

/** One sample's r(c) − i1: 0 up to c = `from`, `rise` = i2 − i1 from c = `to`, with slope ±1 between. */
interface Ramp {
  readonly from: number;
  readonly to: number;
  readonly rise: number;
}

function rampOf(columns: InteractionColumns, sample: number): Ramp {
  const delta = columns.h1[sample]! - columns.h2[sample]!;
  const difference = columns.i1[sample]! - columns.i2[sample]!;
  return { from: Math.min(0, difference) - delta, to: Math.max(0, difference) - delta, rise: -difference };
}

function chooseOffsets(ramps: readonly Ramp[], points: number): Float64Array {
  const breakpoints = new Float64Array(2 * ramps.length);
  ramps.forEach(({ from, to }, index) => breakpoints.set([from, to], 2 * index));
  breakpoints.sort();
  const chosen = new Set([0]);
  for (let point = 0; point < points - 1 && breakpoints.length > 0; point += 1) {
    const probability = TAIL + (1 - 2 * TAIL) * (point / (points - 2));
    // A breakpoint itself, not a value between two: there the curve may bend. Adding 0 makes −0 a 0.
    chosen.add(breakpoints[Math.round(probability * (breakpoints.length - 1))]! + 0);
  }
  return Float64Array.from(chosen).sort();
}

/** Mean of r(c) − i1 over `count` samples, of which those without a ramp add nothing, at each offset. */
function meanRises(ramps: readonly Ramp[], count: number, offsets: Float64Array): Float64Array {
  // What changes from one offset to the next, added up below: finished ramps, and the slopes and
  // intercepts of those under way. A ramp that no offset falls on, however far out, costs no digits.
  const finished = new Float64Array(offsets.length + 1);
  const slopes = new Float64Array(offsets.length + 1);
  const intercepts = new Float64Array(offsets.length + 1);
  for (const { from, to, rise } of ramps) {
    const begin = firstAbove(offsets, from);
    const end = Math.max(begin, firstFrom(offsets, to));
    finished[end]! += rise;
    if (begin === end) continue;
    const slope = Math.sign(rise);
    slopes[begin]! += slope;
    slopes[end]! -= slope;
    intercepts[begin]! -= slope * from;
    intercepts[end]! += slope * from;
  }
  const total = { finished: 0, slope: 0, intercept: 0 };
  return offsets.map((offset, index) => {
    total.finished += finished[index]!;
    total.slope += slopes[index]!;
    total.intercept += intercepts[index]!;
    return (total.finished + total.slope * offset + total.intercept) / count;
  });
}

/** Index of the first element above `bound`, or the length. */
function firstAbove(sorted: Float64Array, bound: number): number {
  return firstWhere(sorted, (value) => value > bound);
}

/** Index of the first element not below `bound`, or the length. */
function firstFrom(sorted: Float64Array, bound: number): number {
  return firstWhere(sorted, (value) => value >= bound);
}

function firstWhere(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
