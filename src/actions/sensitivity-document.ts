import type { SensitivityRecord } from '../store/run-summary.js';
import type { MeanDocument } from './mean-document.js';

/** The raw LSMI means as an offset c is added to h1, and their limits; everything in the document's unit. */
export interface SensitivityDocument {
  /** c, ascending; 0, the run as it is, is one of them. */
  readonly offsets: readonly number[];
  readonly R: readonly number[];
  readonly U1: readonly number[];
  readonly U2: readonly number[];
  readonly S: readonly number[];
  /** As c goes to −∞, where R is I1, and to +∞, where R is I2. */
  readonly limits: { readonly negative: MeanDocument; readonly positive: MeanDocument };
}

/** @param scale 1 for nats, 1/log 2 for bits */
export function sensitivityDocument(
  { offsets, R, U1, U2, S, limits }: SensitivityRecord,
  scale: number,
): SensitivityDocument {
  const shown = (values: readonly number[]): number[] => values.map((value) => value * scale);
  const means = (limit: MeanDocument): MeanDocument => ({
    R: limit.R * scale,
    U1: limit.U1 * scale,
    U2: limit.U2 * scale,
    S: limit.S * scale,
  });
  return {
    offsets: shown(offsets),
    R: shown(R),
    U1: shown(U1),
    U2: shown(U2),
    S: shown(S),
    limits: { negative: means(limits.negative), positive: means(limits.positive) },
  };
}
