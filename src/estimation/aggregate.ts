import { findAdjustment, type Adjustment } from './adjustment.js';
import { evidence, isSaturated } from './decomposition.js';
import {
  COLUMN_NAMES,
  finiteSamples,
  nonFiniteReason,
  primitivesAt,
  type ColumnName,
  type InteractionColumns,
} from './interaction-columns.js';

/** Means over a group of samples, nats; null when no sample of the group is finite. */
export interface GroupMeans {
  /** Samples of the group, finite or not. */
  readonly count: number;
  readonly nonFiniteCount: number;
  readonly saturatedCount: number;
  readonly means: Readonly<Record<ColumnName, number>> | null;
  readonly evidence: {
    readonly r: number;
    readonly u1: number;
    readonly u2: number;
    readonly s: number;
  } | null;
}

/** A run's means, over all samples and for every class, before the adjustment. */
export interface RunAggregates {
  readonly overall: GroupMeans;
  /** `[C]` */
  readonly classes: readonly GroupMeans[];
  readonly adjustment: Adjustment;
  /** Largest |r+u1−i1|, |r+u2−i2| or |r+u1+u2+s−i12| of the finite samples, nats. */
  readonly identityError: number;
  /** Largest |i1|, |i2| or |i12| of the finite samples, nats. */
  readonly largestInformation: number;
  /** Mean |i1 − i2| of the finite samples, nats: where it is 0 their redundancy is the same whichever is chosen. */
  readonly informationGap: number;
}

/** Sums of one group while its samples are gone through. */
interface GroupSums {
  count: number;
  nonFinite: number;
  saturated: number;
  readonly values: Float64Array;
  readonly evidence: Float64Array;
}

/** Means over finite samples, by class and over all, and the adjustment that follows from the latter. */
export function aggregateRun(
  columns: InteractionColumns,
  classIndex: Int32Array,
  classes: number,
): RunAggregates {
  const sums = Array.from({ length: classes }, emptySums);
  const overall = emptySums();
  classIndex.forEach((label, sample) => {
    addSample(sums[label]!, columns, sample);
    addSample(overall, columns, sample);
  });
  const means = groupMeans(overall);
  const components = means.means;
  return {
    overall: means,
    classes: sums.map(groupMeans),
    adjustment: components
      ? findAdjustment({ R: components.r, U1: components.u1, U2: components.u2, S: components.s })
      : { offset: 0, rule: 'none' },
    identityError: largestIdentityError(columns),
    ...informationSizes(columns),
  };
}

function largestIdentityError(columns: InteractionColumns): number {
  const { i1, i2, i12, r, u1, u2, s } = columns;
  let largest = 0;
  for (const sample of finiteSamples(columns)) {
    largest = Math.max(
      largest,
      Math.abs(r[sample]! + u1[sample]! - i1[sample]!),
      Math.abs(r[sample]! + u2[sample]! - i2[sample]!),
      Math.abs(r[sample]! + u1[sample]! + u2[sample]! + s[sample]! - i12[sample]!),
    );
  }
  return largest;
}

function informationSizes(
  columns: InteractionColumns,
): Pick<RunAggregates, 'largestInformation' | 'informationGap'> {
  const { i1, i2, i12 } = columns;
  const finite = finiteSamples(columns);
  let largest = 0;
  let gap = 0;
  for (const sample of finite) {
    const [first, second, both] = [i1[sample]!, i2[sample]!, i12[sample]!];
    largest = Math.max(largest, Math.abs(first), Math.abs(second), Math.abs(both));
    gap += Math.abs(first - second) / finite.length;
  }
  return { largestInformation: largest, informationGap: gap };
}

function emptySums(): GroupSums {
  return {
    count: 0,
    nonFinite: 0,
    saturated: 0,
    values: new Float64Array(COLUMN_NAMES.length),
    evidence: new Float64Array(4),
  };
}

function addSample(sums: GroupSums, columns: InteractionColumns, sample: number): void {
  sums.count += 1;
  if (nonFiniteReason(columns, sample) !== null) {
    sums.nonFinite += 1;
    return;
  }
  const primitives = primitivesAt(columns, sample);
  if (isSaturated(primitives)) sums.saturated += 1;
  COLUMN_NAMES.forEach((name, index) => (sums.values[index]! += columns[name][sample]!));
  const parts = evidence(primitives);
  [parts.r, parts.u1, parts.u2, parts.s].forEach((part, index) => (sums.evidence[index]! += part));
}

function groupMeans(sums: GroupSums): GroupMeans {
  const finite = sums.count - sums.nonFinite;
  const mean = (sum: number): number => sum / finite;
  const [r, u1, u2, s] = Array.from(sums.evidence, mean) as [number, number, number, number];
  return {
    count: sums.count,
    nonFiniteCount: sums.nonFinite,
    saturatedCount: sums.saturated,
    means:
      finite === 0
        ? null
        : (Object.fromEntries(COLUMN_NAMES.map((name, index) => [name, mean(sums.values[index]!)])) as Record<
            ColumnName,
            number
          >),
    evidence: finite === 0 ? null : { r, u1, u2, s },
  };
}
