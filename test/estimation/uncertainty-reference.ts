import { readFileSync } from 'node:fs';

/** Reference numbers of test/fixtures/estimation/make_uncertainty_reference.py; its JSON names the tools' versions. */
export const uncertaintyReference = JSON.parse(
  readFileSync(new URL('../fixtures/estimation/uncertainty-reference.json', import.meta.url), 'utf8'),
) as {
  readonly calibration: readonly {
    readonly classes: number;
    readonly temperature: number;
    readonly logits: readonly number[];
    readonly labels: readonly number[];
    readonly error: number;
  }[];
  readonly bootstrap: {
    readonly count: number;
    /** Added to the normals of i1, i2, i12, h1, h2. */
    readonly shift: readonly number[];
    readonly draws: number;
    readonly confidence: number;
    /** By `group.component` of the intervals. */
    readonly intervals: Readonly<
      Record<string, { readonly low: number; readonly high: number; readonly standardError: number }>
    >;
  };
};
