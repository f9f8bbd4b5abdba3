import { readFileSync } from 'node:fs';

type Numbers = readonly number[];

/** Truths by SciPy, from test/fixtures/validation/make_reference.py; its JSON names the tools' versions. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/validation/reference.json', import.meta.url), 'utf8'),
) as {
  readonly gaussianClasses: Readonly<
    Record<'i1' | 'i2' | 'i12' | 'h1' | 'h2' | 'clean_h1' | 'clean_h2', Numbers> &
      Record<'posterior1' | 'posterior2' | 'posterior12', Numbers>
  > & { readonly sum: number };
  readonly plantedMixture: Readonly<Record<'i1' | 'i2' | 'i12' | 'h1' | 'h2', Numbers>> & {
    readonly sum: number;
  };
  readonly threeWayXor: { readonly sum: number; readonly i123: Numbers; readonly h: Numbers };
  readonly discreteXor: { readonly sum: number; readonly i123: Numbers; readonly h: Numbers };
  readonly densities: Readonly<
    Record<string, { readonly sum: number; readonly surprisal: Numbers; readonly entropy: number | null }>
  >;
  readonly specialFunctions: {
    readonly points: Numbers;
    readonly logGamma: Numbers;
    readonly digamma: Numbers;
  };
  readonly meanInformation: Readonly<Record<string, number>>;
};
