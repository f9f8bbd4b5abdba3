import type { Standardized } from '../engine.js';

/** What a fold's classifiers are fitted to and asked about. */
export interface FoldData {
  readonly training: Standardized;
  /** `[training]` class of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Rows to score. */
  readonly held: Standardized;
}
