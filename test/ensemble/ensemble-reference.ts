import { readFileSync } from 'node:fs';
import type { Criterion } from '../../src/ensemble/greedy-selection.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';

/** Reference numbers of test/fixtures/ensemble/make_reference.py; its JSON names the tools' versions. */
export const ensembleReference = JSON.parse(
  readFileSync(new URL('../fixtures/ensemble/reference.json', import.meta.url), 'utf8'),
) as EnsembleReference;

interface EnsembleReference {
  readonly synthetic: SolvedReference & {
    readonly classes: number;
    readonly labels: readonly number[];
    /** `[M]` of `[N, C]` */
    readonly models: readonly (readonly number[])[];
  };
  readonly digits: SolvedReference;
}

export interface SolvedReference {
  readonly greedy: readonly {
    readonly criterion: Criterion;
    readonly picks: readonly number[];
    readonly scores: readonly number[];
    /** Length of the best prefix. */
    readonly kept: number;
  }[];
  /** By SLSQP. */
  readonly stacking: { readonly weights: readonly number[]; readonly logLoss: number };
}

/** Five models of 120 samples of three classes; one gives some labels exactly 0. */
export function syntheticPredictions(): Predictions {
  const { classes, labels, models } = ensembleReference.synthetic;
  return {
    classes,
    labels: Int32Array.from(labels),
    models: models.map((values, m) => ({
      name: `model-${String(m)}`,
      probabilities: Float32Array.from(values),
    })),
  };
}
