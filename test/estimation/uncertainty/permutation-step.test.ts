import { describe, expect, it } from 'vitest';
import type { EstimationConfig } from '../../../src/estimation/config.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { presets } from '../../../src/estimation/presets.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';
import { permutationPValues } from '../../../src/estimation/uncertainty/permutation-test.js';
import { runPermutationStep } from '../../../src/estimation/uncertainty/permutation-step.js';
import { gaussianClasses } from '../gaussian-classes.js';

const { features, truth } = gaussianClasses(300, 3);
const surprisal = { h1: truth.h1, h2: truth.h2 };
const { accurate } = presets;
/** The regression alone: quick, and all that these data ask for. */
const config: EstimationConfig = {
  ...accurate!,
  classifier: { ...accurate!.classifier, candidates: ['logistic'] },
};

const step = (permutation: number) =>
  ({ kind: 'PERMUTATION', name: `permutation-${String(permutation)}`, permutation, weight: 0 }) as const;
const run = (permutation: number, seed = 1, of: RunFeatures = features) =>
  runPermutationStep(plainEngine, config, seed, of, surprisal, step(permutation));

/** Scores that give every sample's own class .9. */
const data = new Float64Array(600);
features.classIndex.forEach((label, row) => {
  data[2 * row + label] = Math.log(0.9);
  data[2 * row + 1 - label] = Math.log(0.1);
});
const supplied = { first: { rows: 300, columns: 2, data } };

describe('runPermutationStep', () => {
  it('finds the information in the labels as they are, and nearly none in permuted ones', async () => {
    const observed = await run(0);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / 300;
    // 200 training rows and one linear candidate: a few hundredths of a nat below the exact means.
    expect(Math.abs(observed.I1 - mean(truth.i1))).toBeLessThan(0.06);
    expect(Math.abs(observed.I12 - mean(truth.i12))).toBeLessThan(0.06);
    const nulls = await Promise.all([1, 2, 3, 4].map((permutation) => run(permutation)));
    for (const { I1, I2, I12, R, S } of nulls) {
      for (const value of [I1, I2, I12, R, S]) expect(Math.abs(value)).toBeLessThan(0.03);
    }
    expect(permutationPValues(observed, nulls)).toMatchObject({ I1: 0.2, I2: 0.2, I12: 0.2 });
  });

  it('draws each permutation from the seed and its own name, and the same one again', async () => {
    // Of trained classifiers the pool often takes none on permuted labels, and all are 0: not so of supplied ones.
    const of = { ...features, supplied };
    const [one, again, other, otherSeed] = await Promise.all([
      run(1, 1, of),
      run(1, 1, of),
      run(2, 1, of),
      run(1, 2, of),
    ]);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
    expect(otherSeed).not.toEqual(one);
  });

  it('tests the scores of the user’s own models as they are, against permuted labels', async () => {
    const observed = await run(0, 1, { ...features, supplied });
    const permuted = await run(1, 1, { ...features, supplied });
    const shares = [0.4, 0.6].map((share) => -share * Math.log(share));
    expect(observed.I1).toBeCloseTo(Math.log(0.9) + shares[0]! + shares[1]!, 10);
    expect(permuted.I1).toBeLessThan(0);
  });

  it('leaves samples without a finite surprisal out of its means', async () => {
    const h1 = truth.h1.slice();
    h1[0] = Infinity;
    const statistics = await runPermutationStep(
      plainEngine,
      config,
      1,
      features,
      { ...surprisal, h1 },
      step(0),
    );
    expect(Object.values(statistics).every(Number.isFinite)).toBe(true);
    expect(statistics.I1).not.toBe((await run(0)).I1);
  });
});
