import type { Standardized } from '../engine.js';

export interface LabelledRows {
  readonly features: Standardized;
  /** `[rows]` */
  readonly labels: Int32Array;
}
