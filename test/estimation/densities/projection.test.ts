import { describe, expect, it } from 'vitest';
import { densitySurprisal } from '../../../src/estimation/densities/density.js';
import type { MixtureParameters, Standardized } from '../../../src/estimation/engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import {
  fitProjection,
  leftoverSurprisal,
  project,
  projectRidge,
  type Projection,
} from '../../../src/estimation/densities/projection.js';
import { Random } from '../../../src/estimation/random.js';
import { linearReference } from '../linear-reference.js';
import { expectClose, filled, mean, normals, range, standardized } from '../numbers.js';

const known = linearReference.components;
const { columns, count } = known;
const features = standardized(known.features.length / columns, columns, known.features);
const others = standardized(known.others.length / columns, columns, known.others);
const LOG_2PI = Math.log(2 * Math.PI);

const fit = (fitted: Standardized, components: number, ridge = 0, validation = fitted): Promise<Projection> =>
  fitProjection(
    plainEngine,
    fitted,
    validation,
    components,
    filled(fitted.columns, ridge),
    new Random(1, 'projection'),
  );

/** Surprisals `[N]` of a standard Gaussian of the components and what is left over. */
function surprisal(projection: Projection, rows: Standardized): Float64Array {
  const whitened = project(projection, rows);
  const { data } = whitened;
  const q = projection.count;
  return leftoverSurprisal(projection, rows, whitened).map((value, row) => {
    const line = data.subarray(row * q, (row + 1) * q);
    return value + (q / 2) * LOG_2PI + line.reduce((sum, score) => sum + score * score, 0) / 2;
  });
}

describe('a projection', () => {
  it("has SciPy's surprisals of the Gaussian with q components and one leftover variance", async () => {
    const projection = await fit(features, count);
    expectClose(projection.variances, known.variances.slice(0, count), 1e-8);
    expect(projection.residualVariance).toBeCloseTo(known.leftoverVariance, 6); // float32 components
    expectClose(surprisal(projection, others), known.surprisal, 1e-5);
  });

  it('whitens the rows it was fitted to', async () => {
    const { data } = project(await fit(features, count), features);
    for (const a of range(count)) {
      for (const b of range(count)) {
        const products = Array.from(
          range(features.rows),
          (row) => data[row * count + a]! * data[row * count + b]!,
        );
        expect(mean(products)).toBeCloseTo(a === b ? 1 : 0, 5);
      }
    }
  });

  it('of all d columns is the Gaussian of the whole covariance', async () => {
    const projection = await fit(features, columns);
    // −log N(x; 0, Σ) by the singular vectors: Σ log λ/2 + Σ (vᵀx)²/2λ.
    const expected = Array.from(range(others.rows), (row) => {
      let value = (columns / 2) * LOG_2PI;
      for (const q of range(columns)) {
        let score = 0;
        for (const j of range(columns)) {
          score += others.data[row * columns + j]! * known.directions[j * columns + q]!;
        }
        value += Math.log(known.variances[q]!) / 2 + score ** 2 / (2 * known.variances[q]!);
      }
      return value;
    });
    expectClose(surprisal(projection, others), expected, 1e-5);
    expect(Math.abs(mean(surprisal(projection, features)) - (known.variances.reduce((sum, v) => sum + Math.log(v) / 2, 0) + (columns / 2) * (LOG_2PI + 1)))).toBeLessThan(1e-5); // prettier-ignore
  });

  it('moves no density: a mixture of all components is one of the columns', async () => {
    const projection = await fit(features, columns);
    const mixture: MixtureParameters = {
      components: 2,
      dimension: columns,
      weights: Float64Array.of(0.3, 0.7),
      means: normals(87, 'means', 2 * columns),
      precisionFactors: lowerTriangles(2, columns),
    };
    const seen = await densitySurprisal(plainEngine, { projection, mixture }, others, {
      ridge: filled(columns, 0),
      commonDimension: null,
    });
    // The same mixture by hand: whitened components z = Λ^−½ Vᵀ x, and log |Λ|/2 for the change of variables.
    const { data } = project(projection, others);
    const logVolume = projection.variances.reduce((sum, variance) => sum + Math.log(variance) / 2, 0);
    const expected = Array.from(range(others.rows), (row) => {
      const z = data.subarray(row * columns, (row + 1) * columns);
      const each = [0, 1].map((k) => mixture.weights[k]! * Math.exp(-gaussian(mixture, k, z)));
      return logVolume - Math.log(each[0]! + each[1]!);
    });
    expectClose(seen, expected, 1e-9);
  });

  it('measures what is left over on the rows set aside, where it is not too small', async () => {
    const white = (rows: number, stream: string): Standardized =>
      standardized(rows, 60, normals(88, stream, rows * 60));
    const own = await fit(white(120, 'fitted'), 10);
    const aside = await fit(white(120, 'fitted'), 10, 0, white(400, 'validation'));
    expect(own.residualVariance).toBeLessThan(0.9);
    expect(aside.residualVariance).toBeCloseTo(1, 1);
    expect(aside.directions).toEqual(own.directions);
  });

  it('keeps a leftover variance of at least the ridge, and finite surprisals, where nothing is left over', async () => {
    // Two directions in six columns.
    const scores = normals(89, 'scores', 200);
    const flat = standardized(
      100,
      6,
      Array.from(range(600), (index) => scores[2 * Math.floor(index / 6) + (index % 2)]! * (1 + (index % 3))),
    );
    const projection = await fit(flat, 3, 1e-4);
    expect(projection.residualVariance).toBeCloseTo(1e-4, 12);
    expect(Math.min(...projection.variances)).toBeGreaterThanOrEqual(1e-8);
    const values = surprisal(projection, flat);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('depends on the random source for no more than rounding', async () => {
    const [one, other] = await Promise.all(
      [1, 2].map((seed) =>
        fitProjection(plainEngine, features, features, count, filled(columns, 0), new Random(seed, 'p')),
      ),
    );
    expectClose(surprisal(other!, others), surprisal(one!, others), 1e-5);
  });

  it.each([
    ['no rows set aside', 5, 0],
    ['one row', 1, 1],
  ])('takes %s', async (_, rows, aside) => {
    const few = standardized(rows, 4, normals(90, 'few', 4 * rows));
    const none = standardized(aside, 4, few.data.slice(0, 4 * aside));
    const projection = await fit(few, 1, 1e-4, none);
    expect(projection.residualVariance).toBeGreaterThanOrEqual(1e-4);
    expect(surprisal(projection, few).every(Number.isFinite)).toBe(true);
  });
});

describe('projectRidge', () => {
  it('is what a diagonal of least variances becomes along whitened components', async () => {
    const projection = await fit(features, count);
    expectClose(projectRidge(projection, filled(columns, 0.01)), projection.variances.map((v) => 0.01 / v), 1e-12); // prettier-ignore
    const single = filled(columns, 0);
    single[2] = 0.3;
    expectClose(
      projectRidge(projection, single),
      projection.variances.map(
        (variance, q) => (0.3 * projection.directions[2 * count + q]! ** 2) / variance,
      ),
      1e-14,
    );
  });
});

/** Lower-triangular factors with positive diagonals. */
function lowerTriangles(components: number, dimension: number): Float64Array {
  const values = normals(87, 'factors', components * dimension * dimension);
  return values.map((value, index) => {
    const [row, column] = [Math.floor(index / dimension) % dimension, index % dimension];
    return column > row ? 0 : column === row ? 0.5 + Math.abs(value) : 0.3 * value;
  });
}

/** Surprisal under component k, by the definition of `MixtureParameters`. */
function gaussian(
  { dimension, means, precisionFactors }: MixtureParameters,
  k: number,
  z: Float32Array,
): number {
  let value = (dimension / 2) * LOG_2PI;
  for (const row of range(dimension)) {
    const line = (k * dimension + row) * dimension;
    let white = 0;
    for (const column of range(dimension)) {
      white += precisionFactors[line + column]! * (z[column]! - means[k * dimension + column]!);
    }
    value += white ** 2 / 2 - Math.log(precisionFactors[line + row]!);
  }
  return value;
}
