import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import { correlation, meanOf, rmse } from './statistics.js';

/** Of which errors per sample are told. */
export const JUDGED = ['i1', 'i2', 'i12', 'r', 'u1', 'u2', 's'] as const;
export type Judged = (typeof JUDGED)[number];

/** Root-mean-square error per sample, nats, and what correlates with the truth how much. */
export interface SampleErrors {
  readonly rmse: Readonly<Record<Judged, number>>;
  readonly correlation: Readonly<Record<Judged, number>>;
}

export function sampleErrors(columns: InteractionColumns, truth: InteractionColumns): SampleErrors {
  const each = (measure: (a: Float64Array, b: Float64Array) => number): Record<Judged, number> =>
    Object.fromEntries(JUDGED.map((name) => [name, measure(columns[name], truth[name])])) as Record<Judged, number>; // prettier-ignore
  return { rmse: each(rmse), correlation: each(correlation) };
}

/** Mean over seeds of one root-mean-square error. */
export function meanRmse(errors: readonly SampleErrors[], name: Judged): number {
  return meanOf(errors, (one) => one.rmse[name]);
}

export function meanCorrelation(errors: readonly SampleErrors[], name: Judged): number {
  return meanOf(errors, (one) => one.correlation[name]);
}
