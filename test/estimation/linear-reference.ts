import { readFileSync } from 'node:fs';

/** Reference numbers of test/fixtures/estimation/make_linear_reference.py; its JSON names the tools' versions. */
export const linearReference = JSON.parse(
  readFileSync(new URL('../fixtures/estimation/linear-reference.json', import.meta.url), 'utf8'),
) as LinearReference;

interface LabelledReference {
  readonly columns: number;
  readonly classes: number;
  /** `[N, d]` */
  readonly features: readonly number[];
  readonly labels: readonly number[];
}

interface LinearReference {
  readonly gradient: LabelledReference & {
    /** `[d + 1, C]`, the biases last; so is the gradient. */
    readonly parameters: readonly number[];
    readonly loss: number;
    readonly gradient: readonly number[];
  };
  readonly logistic: LabelledReference & { readonly cases: readonly LogisticCase[] };
  readonly components: {
    readonly columns: number;
    readonly count: number;
    readonly features: readonly number[];
    /** `[d, d]`, a column a direction. */
    readonly directions: readonly number[];
    /** `[d]` descending. */
    readonly variances: readonly number[];
    readonly leftoverVariance: number;
    readonly others: readonly number[];
    readonly surprisal: readonly number[];
  };
}

export interface LogisticCase {
  readonly kind: 'ridge' | 'lasso';
  readonly strength: number;
  /** `[d, C]` */
  readonly weights: readonly number[];
  /** `[C]`, centred. */
  readonly biases: readonly number[];
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** With the penalty. */
  readonly value: number;
}
