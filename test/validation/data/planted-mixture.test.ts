import { describe, expect, it } from 'vitest';
import { findAdjustment } from '../../../src/estimation/adjustment.js';
import { evidence, type Components } from '../../../src/estimation/decomposition.js';
import { componentsAt, primitivesAt } from '../../../src/estimation/interaction-columns.js';
import {
  PLANTED_MEAN,
  PLANTED_TYPES,
  plantedMixture,
  plantedMixtureModel,
} from '../../../validation/data/planted-mixture.js';
import { smallPlantedMixture } from '../../../validation/references/small-datasets.js';
import { mean, worstError } from '../../estimation/numbers.js';
import { expectPlanted } from '../expect-planted.js';
import { reference } from '../reference.js';
import { sumOf } from '../sum-of.js';

const largest = (parts: Components): string =>
  PLANTED_TYPES.reduce((best, name) => (parts[name] > parts[best] ? name : best));

describe('the planted mixture', () => {
  it("has SciPy's truths, from another enumeration of its states", () => {
    const dataset = smallPlantedMixture();
    const { truth, first, second } = dataset;
    expect(sumOf([first, second])).toBeCloseTo(reference.plantedMixture.sum, 8);
    for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
      expect(worstError(truth[name], reference.plantedMixture[name])).toBeLessThan(1e-11);
    }
    expectPlanted(dataset);
  });

  it('has fair labels and types', () => {
    const { states } = plantedMixtureModel(0.3);
    const ones = states.filter(({ label }) => label === 1);
    expect(ones.reduce((sum, { probability }) => sum + probability, 0)).toBe(0.5);
    expect(states.reduce((sum, { probability }) => sum + probability, 0)).toBe(1);
    expect(PLANTED_MEAN).toBeCloseTo(0.173, 3);
    // 20,000 samples: four standard errors of a quarter are .0123.
    const { plantedType } = plantedMixture(20_000, 5);
    PLANTED_TYPES.forEach((_, type) => {
      expect(Math.abs(mean(plantedType.map((value) => (value === type ? 1 : 0))) - 0.25)).toBeLessThan(
        0.0123,
      );
    });
  });

  it('has the published means and hit rates: evidence 97%, adjusted LSMI 70%', () => {
    const { truth, plantedType } = plantedMixture(40_000, 6);
    const hits = { evidence: 0, lsmi: 0, lsmiUnique: 0 };
    const means = { r: 0, u1: 0, u2: 0, s: 0 };
    const raw = { R: mean(truth.r), U1: mean(truth.u1), U2: mean(truth.u2), S: mean(truth.s) };
    const { offset, rule } = findAdjustment(raw);
    plantedType.forEach((type, sample) => {
      const planted = PLANTED_TYPES[type]!;
      const parts = evidence(primitivesAt(truth, sample));
      const { r, u1, u2, s } = componentsAt(truth, sample);
      for (const name of PLANTED_TYPES) means[name] += parts[name] / plantedType.length;
      if (largest(parts) === planted) hits.evidence += 1 / plantedType.length;
      if (largest({ r: r + offset, u1: u1 - offset, u2: u2 - offset, s: s + offset }) !== planted) return;
      hits.lsmi += 1 / plantedType.length;
      if (planted === 'u1' || planted === 'u2') hits.lsmiUnique += 2 / plantedType.length;
    });
    // Standard errors at 40,000 samples: .0008 to .0025 of a rate, .0015 of a mean.
    expect(Math.abs(hits.evidence - 0.97)).toBeLessThan(0.007);
    expect(Math.abs(hits.lsmi - 0.7)).toBeLessThan(0.012);
    expect(Math.abs(hits.lsmiUnique - 0.42)).toBeLessThan(0.015);
    expect(worstError([means.r, means.u1, means.u2, means.s], [0.17, 0.16, 0.16, 0.2])).toBeLessThan(0.01);
    expect(rule).toBe('negative-uniqueness');
    const adjusted = [raw.R + offset, raw.U1 - offset, raw.U2 - offset, raw.S + offset];
    expect(worstError(adjusted, [0.33, 0, 0, 0.36])).toBeLessThan(0.01);
  });
});
