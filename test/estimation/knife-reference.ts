import { readFileSync } from 'node:fs';

/** Reference numbers of test/fixtures/estimation/make_knife_reference.py; its JSON names the tools' versions. */
export const knifeReference = JSON.parse(
  readFileSync(new URL('../fixtures/estimation/knife-reference.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly KnifeCase[] };

type FourArrays = readonly [readonly number[], readonly number[], readonly number[], readonly number[]];

export interface KnifeCase {
  readonly components: number;
  readonly dimension: number;
  readonly scaleLimit: number;
  readonly rows: number;
  readonly learningRate: number;
  /** `[5, rows, d]` */
  readonly features: readonly number[];
  /** Log weights, means, log scales, triangles; so are the gradient and the parameters after training. */
  readonly parameters: FourArrays;
  readonly surprisal: readonly number[];
  readonly gradient: FourArrays;
  readonly batchSurprisals: readonly number[];
  readonly afterParameters: FourArrays;
}
