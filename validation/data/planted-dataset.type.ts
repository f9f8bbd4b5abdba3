import type { InteractionColumns } from '../../src/estimation/interaction-columns.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import type { Subject } from '../../src/estimation/steps.js';

/** A synthetic dataset whose distribution is known in closed form, with the exact values of every sample. */
export interface PlantedDataset extends RunFeatures {
  /** `[C]` log p(y) of the distribution, not of the labels drawn, nats. */
  readonly logPrior: Float64Array;
  /** `[N, C]` log p(y|x) for every class, nats; −∞ where a class is impossible. */
  readonly logPosteriors: Readonly<Record<Subject, Float64Array>>;
  /** Exact values, nats; surprisals in the units of the features, components by the LSMI rule. */
  readonly truth: InteractionColumns;
}
