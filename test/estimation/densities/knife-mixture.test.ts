import { describe, expect, it } from 'vitest';
import type { KnifeParameters, MixtureParameters, Standardized } from '../../../src/estimation/engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import {
  knifeFromMixture,
  mixtureFromKnife,
  scaleLimitHolding,
} from '../../../src/estimation/densities/knife-mixture.js';
import { randomKnifeStart } from '../../../src/estimation/densities/knife-start.js';
import { Random } from '../../../src/estimation/random.js';
import { mixtureTask } from '../mixture-task.js';
import { expectClose, float64, standardized } from '../numbers.js';
import { reference } from '../reference.js';

const nothing = (columns: number): Standardized => standardized(0, columns, []);

async function mixtureSurprisal(parameters: MixtureParameters, rows: Standardized): Promise<Float64Array> {
  const task = mixtureTask(nothing(rows.columns), 0);
  return (await plainEngine.openMixture(task, parameters)).surprisal(rows);
}

async function knifeSurprisal(
  parameters: KnifeParameters,
  scaleLimit: number,
  rows: Standardized,
): Promise<Float64Array> {
  const task = { features: nothing(rows.columns), batchSize: 1, scaleLimit };
  return (await plainEngine.openKnife(task, parameters)).surprisal(rows);
}

const known = reference.mixture;
const mixture: MixtureParameters = {
  components: known.components,
  dimension: known.dimension,
  weights: float64(known.weights),
  means: float64(known.means),
  precisionFactors: float64(known.precisionFactors),
};
const rows = standardized(30, known.dimension, known.rows);

describe('a mixture as a KNIFE density', () => {
  it('has the surprisals that scikit-learn gives the mixture', async () => {
    expectClose(await knifeSurprisal(knifeFromMixture(mixture, 3), 3, rows), known.surprisal, 1e-10);
  });

  it('comes back as it was', () => {
    const back = mixtureFromKnife(knifeFromMixture(mixture, 3), 3);
    expectClose(back.weights, mixture.weights, 1e-14);
    expectClose(back.means, mixture.means, 0);
    expectClose(back.precisionFactors, mixture.precisionFactors, 1e-13);
  });

  it('does not share arrays with it', () => {
    const knife = knifeFromMixture(mixture, 3);
    knife.means.fill(9);
    mixtureFromKnife(knife, 3).means.fill(8);
    expect([mixture.means[0], knife.means[0]]).toEqual([known.means[0], 9]);
  });

  it('keeps a component of no weight', async () => {
    const weightless = { ...mixture, weights: Float64Array.of(0.4, 0, 0.6) };
    const knife = knifeFromMixture(weightless, 3);
    expectClose(await knifeSurprisal(knife, 3, rows), await mixtureSurprisal(weightless, rows), 1e-10);
    expect(Array.from(mixtureFromKnife(knife, 3).weights)).toEqual([0.4, 0, 0.6].map(closeTo));
  });
});

describe('a scale beyond the limit', () => {
  /** x2 | x1 ~ N(x1, 1e-6) and x1 ~ N(0, 1): two nearly equal columns. */
  const collinear: MixtureParameters = {
    components: 1,
    dimension: 2,
    weights: Float64Array.of(1),
    means: Float64Array.of(0.5, 0.5),
    precisionFactors: Float64Array.of(1, 0, -1e3, 1e3),
  };

  it('is cut to the limit and keeps the mean of its conditional', () => {
    const [a11, a12, a21, a22] = mixtureFromKnife(knifeFromMixture(collinear, 3), 3).precisionFactors;
    expect([a11, a12]).toEqual([closeTo(1), 0]);
    expect(a22).toBeCloseTo(Math.exp(3 * (1 - 1e-4)), 10);
    expect(a21! / a22!).toBeCloseTo(-1, 12);
  });

  it.each([1e-5, 1e-300, 1e300])('leaves scales that can be trained: %d', (scale) => {
    const { logScales, triangles } = knifeFromMixture(
      { ...collinear, precisionFactors: Float64Array.of(scale, 0, 0, scale) },
      3,
    );
    for (const value of logScales) expect(1 - Math.tanh(value) ** 2).toBeGreaterThan(1e-4);
    expect(triangles.every(Number.isFinite)).toBe(true);
  });

  it('is held by the limit that scaleLimitHolding gives, and only then', async () => {
    const limit = scaleLimitHolding(collinear, 3);
    expect(limit).toBeCloseTo(Math.log(1e3) * 1.1, 12);
    const pair = standardized(2, 2, [0.5, 0.501, -1, -0.9995]);
    const exact = await mixtureSurprisal(collinear, pair);
    expectClose(await knifeSurprisal(knifeFromMixture(collinear, limit), limit, pair), exact, 1e-10);
    const cut = await knifeSurprisal(knifeFromMixture(collinear, 3), 3, pair);
    expect(cut[0]! - exact[0]!).toBeGreaterThan(1);
  });

  it('asks for no more than the least limit where that is enough, small scales included', () => {
    expect(scaleLimitHolding(mixture, 30)).toBe(30);
    const wide = { ...collinear, precisionFactors: Float64Array.of(1, 0, 0, Math.exp(-5)) };
    expect(scaleLimitHolding(wide, 3)).toBeCloseTo(5.5, 12);
  });
});

describe('a KNIFE density as a mixture', () => {
  it.each([
    [3, 4, 1],
    [1, 5, 3],
    [6, 1, 2],
  ])('has the same surprisals, K = %i, d = %i, limit %d', async (components, dimension, limit) => {
    const random = new Random(56, `as-mixture/${components}`);
    const knife = randomKnifeStart(components, dimension, random);
    knife.logWeights.set(Float64Array.from({ length: components }, () => 300 * random.normal()));
    const some = standardized(
      20,
      dimension,
      Array.from({ length: 20 * dimension }, () => 3 * random.normal()),
    );
    const asMixture = mixtureFromKnife(knife, limit);
    expectClose(await mixtureSurprisal(asMixture, some), await knifeSurprisal(knife, limit, some), 1e-10);
    expect(asMixture.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
  });
});

const closeTo = (value: number): unknown => expect.closeTo(value, 12);
