import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/estimation/random.js';
import { bimodalColumns } from '../../../validation/data/bimodal-columns.js';
import { densitySurprisals } from '../../../validation/data/density-surprisals.js';
import { fiveGaussians, separatedModes } from '../../../validation/data/gaussian-mixture.js';
import { gaussianChain } from '../../../validation/data/gaussian-chain.js';
import type { KnownDensity } from '../../../validation/data/known-density.type.js';
import { studentColumns, studentT } from '../../../validation/data/student-t.js';
import { densityProblem, referenceDensities } from '../../../validation/references/reference-problems.js';
import { SMALL_SAMPLES, smallMixture } from '../../../validation/references/small-datasets.js';
import { mean, worstError } from '../../estimation/numbers.js';
import { reference } from '../reference.js';
import { sumOf } from '../sum-of.js';

const byName = new Map([...referenceDensities, smallMixture].map((density) => [density.name, density]));

describe('the known densities', () => {
  it.each(Object.entries(reference.densities))(
    "have SciPy's surprisals and entropy: %s",
    (name, expected) => {
      const density = byName.get(name)!;
      const { held, heldSurprisal } = densityProblem(density, 1, 0, SMALL_SAMPLES);
      expect(sumOf([held])).toBeCloseTo(expected.sum, 8);
      expect(worstError(heldSurprisal, expected.surprisal)).toBeLessThan(1e-12);
      if (expected.entropy === null) expect(density.entropy).toBeNull();
      else expect(Math.abs(density.entropy! - expected.entropy)).toBeLessThan(1e-8);
    },
  );

  it.each<[KnownDensity]>([
    [gaussianChain(6, 0)],
    [gaussianChain(6, 0.9)],
    [studentT(4, 3, 0.5)],
    [studentT(4, 1, 0)],
    [studentColumns(4, 3)],
    [bimodalColumns(5, 2)],
  ])('have a mean surprisal of their entropy: $name', (density) => {
    const surprisal = densitySurprisals(density, density.draw(20_000, new Random(8, density.name)));
    const centre = mean(surprisal);
    const error = Math.sqrt(mean(surprisal.map((value) => (value - centre) ** 2)) / surprisal.length);
    expect(Math.abs(centre - density.entropy!)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.04);
  });

  it.each<[KnownDensity, number]>([
    [gaussianChain(1, 0.9), 12],
    [fiveGaussians(1, 1), 16],
    [separatedModes(1, 4, 1), 24],
    [bimodalColumns(1, 3), 15],
  ])('have a density that integrates to one: $name', (density, end) => {
    const step = 0.01;
    let total = 0;
    for (let x = -end; x <= end; x += step) total += step * Math.exp(-density.surprisal(Float64Array.of(x)));
    expect(total).toBeCloseTo(1, 8);
  });

  // E over one density of p(other)/p(own) is one: draws and surprisals of a mixture agree in every dimension.
  it.each([1, 2, 3])('are drawn from the density they state, five Gaussians, seed %d', (seed) => {
    const density = fiveGaussians(2, seed);
    const wide = { covers: gaussianChain(2, 0), spread: 6 };
    const random = new Random(seed, 'cover');
    const rows = wide.covers.draw(40_000, random);
    const weights = Array.from({ length: rows.rows }, (_, row) => {
      const unit = Float64Array.from(rows.data.subarray(2 * row, 2 * row + 2));
      const cover = wide.covers.surprisal(unit) + 2 * Math.log(wide.spread);
      return Math.exp(cover - density.surprisal(unit.map((value) => value * wide.spread)));
    });
    const error = Math.sqrt(mean(weights.map((value) => (value - 1) ** 2)) / weights.length);
    expect(Math.abs(mean(weights) - 1)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.04);
    // The same mean surprisal from draws of its own as from weighted draws of the cover.
    const surprisal = densitySurprisals(density, density.draw(40_000, random));
    const weighted = weights.map((weight, row) => {
      const at = Float64Array.from(rows.data.subarray(2 * row, 2 * row + 2), (value) => value * wide.spread);
      return weight * density.surprisal(at);
    });
    expect(Math.abs(mean(surprisal) - mean(weighted))).toBeLessThan(0.15);
  });

  it('are other densities for other seeds, and the same for the same', () => {
    const row = Float64Array.of(0.3, -1, 2);
    expect(fiveGaussians(3, 1).surprisal(row)).toBe(fiveGaussians(3, 1).surprisal(row));
    expect(fiveGaussians(3, 1).surprisal(row)).not.toBe(fiveGaussians(3, 2).surprisal(row));
  });

  it('stay finite far out and keep infinities and NaN', () => {
    for (const density of [studentT(2, 3, 0.5), gaussianChain(2, 0.9), fiveGaussians(2, 1)]) {
      expect(density.surprisal(Float64Array.of(1e6, -1e6))).toBeLessThan(Infinity);
      expect(density.surprisal(Float64Array.of(1e6, -1e6))).toBeGreaterThan(20);
      expect(density.surprisal(Float64Array.of(NaN, 0))).not.toBeLessThan(Infinity);
    }
    expect(bimodalColumns(1, 3).surprisal(Float64Array.of(-Infinity))).toBe(Infinity);
  });
});
