import { describe, expect, it } from 'vitest';
import {
  densitySurprisal,
  fitDensity,
  type DensityRequest,
} from '../../../src/estimation/densities/density.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import type { Standardized } from '../../../src/estimation/engine.js';
import { presets } from '../../../src/estimation/presets.js';
import { expectClose, filled, mean, normals, range, standardized } from '../numbers.js';
import { reference } from '../reference.js';
import { takeStandardized } from '../../../src/estimation/rows.js';
import { setAside } from '../../../src/estimation/folds.js';
import { choleskyInPlace, invertLowerTriangular } from '../../../src/estimation/linear-algebra.js';
import { Random } from '../../../src/estimation/random.js';

const config = presets['accurate']!.density;
const request = ({ columns }: Standardized): DensityRequest => ({
  ridge: filled(columns, config.ridge),
  commonDimension: null,
});
const LOG_2PI = Math.log(2 * Math.PI);

/** The two data sets of the fixture, 2,000 rows to train on and 2,000 to hold out, with exact surprisals. */
const MIXING = [
  [1, 0, 0],
  [0.8, 0.6, 0],
  [-0.5, 0.5, 0.7],
] as const;

function gaussian() {
  const noise = normals(7, 'density/gaussian', 12_000);
  const dot = (row: number, line: readonly number[]): number =>
    line.reduce((sum, weight, k) => sum + weight * noise[3 * row + k]!, 0);
  const data = Array.from(range(4000), (row) => MIXING.map((line) => dot(row, line))).flat();
  const surprisal = Float64Array.from(range(4000), (row) => {
    const [a, b, c] = noise.subarray(3 * row, 3 * row + 3);
    return (a! ** 2 + b! ** 2 + c! ** 2) / 2 + 1.5 * LOG_2PI + Math.log(0.6 * 0.7);
  });
  return { features: standardized(4000, 3, data), surprisal };
}

function twoClusters() {
  const data = normals(7, 'density/two-clusters', 8000).map(
    (value, index) => value + 3 * ((index >> 1) % 2 ? 1 : -1) * (index % 2 ? -1 : 1),
  );
  const surprisal = Float64Array.from(range(4000), (row) => {
    const [x, y] = data.subarray(2 * row, 2 * row + 2);
    const density = (side: number): number => Math.exp(-((x! - side) ** 2 + (y! + side) ** 2) / 2);
    return -Math.log((density(-3) + density(3)) / 2) + LOG_2PI;
  });
  return { features: standardized(4000, 2, data), surprisal };
}

const part = (features: Standardized, from: number, to: number): Standardized =>
  takeStandardized(features, range(to).subarray(from));

/** Gaussian rows with unit variances and correlation ρ^|i−j|, and their exact surprisals. */
function autoregressive(rows: number, columns: number, correlation: number) {
  const data = normals(8, `density/autoregressive/${correlation}`, rows * columns);
  const innovation = Math.sqrt(1 - correlation ** 2);
  const surprisal = filled(rows, (columns / 2) * LOG_2PI + (columns - 1) * Math.log(innovation));
  for (let index = 0; index < data.length; index += 1) {
    const row = Math.floor(index / columns);
    surprisal[row]! += data[index]! ** 2 / 2;
    if (index % columns > 0) data[index] = correlation * data[index - 1]! + innovation * data[index]!;
  }
  return { features: standardized(rows, columns, data), surprisal };
}

/** Three clusters in two of many directions, and noise of a tenth of the variance in all. */
function clustered(rows: number, columns: number): Standardized {
  const noise = normals(9, 'density/noise', rows * columns);
  const directions = normals(9, 'density/directions', 2 * columns);
  const centres = [[1.5, 0], [-0.75, 1.3], [-0.75, -1.3]]; // prettier-ignore
  const within = normals(9, 'density/within', 2 * rows);
  const data = noise.map((value, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const score = (q: number): number => centres[row % 3]![q]! + 0.3 * within[2 * row + q]!;
    return 0.3 * value + score(0) * directions[column]! + score(1) * directions[columns + column]!;
  });
  return standardized(rows, columns, data);
}

function whiteSurprisal({ rows, columns, data }: Standardized): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const line = data.subarray(row * columns, (row + 1) * columns);
    return (columns / 2) * LOG_2PI + line.reduce((sum, value) => sum + value * value, 0) / 2;
  });
}

/** Mean `[d]` and covariance `[d, d]`, divided by N. */
function moments({ rows, columns, data }: Standardized) {
  const means = filled(columns, 0);
  const covariance = filled(columns * columns, 0);
  data.forEach((value, index) => (means[index % columns]! += value / rows));
  for (let row = 0; row < rows; row += 1) {
    for (let i = 0; i < columns; i += 1) {
      for (let j = 0; j < columns; j += 1) {
        covariance[i * columns + j]! +=
          ((data[row * columns + i]! - means[i]!) * (data[row * columns + j]! - means[j]!)) / rows;
      }
    }
  }
  return { means, covariance };
}

function inverseCholesky(covariance: Float64Array, dimension: number): Float64Array {
  const lower = covariance.slice();
  expect(choleskyInPlace(lower, dimension)).toBe(true);
  return invertLowerTriangular(lower, dimension);
}

/** (AᵀA)⁻¹ */
function inverseOf(factor: Float64Array, dimension: number): Float64Array {
  const lower = invertLowerTriangular(factor, dimension);
  return Float64Array.from(range(dimension * dimension), (index) => {
    const [i, j] = [Math.floor(index / dimension), index % dimension];
    return range(dimension).reduce(
      (sum, k) => sum + lower[i * dimension + k]! * lower[j * dimension + k]!,
      0,
    );
  });
}

describe('fitDensity on data of a known density', () => {
  it.each([
    ['gaussian', gaussian, reference.density.gaussian, 1],
    ['two clusters', twoClusters, reference.density.twoClusters, 2],
  ] as const)(
    'is near the truth and scikit-learn held out: %s',
    async (_, make, ofScikitLearn, components) => {
      const { features, surprisal } = make();
      const fit = await fitDensity(
        plainEngine,
        config,
        part(features, 0, 2000),
        request(part(features, 0, 2000)),
        3,
        'known',
      );
      const held = await densitySurprisal(
        plainEngine,
        fit.model,
        part(features, 2000, 4000),
        request(part(features, 2000, 4000)),
      );
      expect(fit.model.mixture.components).toBe(components);
      const truth = surprisal.subarray(2000);
      // Expected excess: parameters / 2N = 9/3520 and 11/3520 nats, .0026 and .0031; a chi-square's spread on top.
      const excess = mean(held) - mean(truth);
      expect(excess).toBeGreaterThan(-0.002);
      expect(excess).toBeLessThan(0.008);
      // scikit-learn trains on all 2,000 rows, ours on the 88% not set aside.
      expect(Math.abs(mean(held) - ofScikitLearn)).toBeLessThan(0.005);
      expect(Math.sqrt(mean(held.map((value, row) => (value - truth[row]!) ** 2)))).toBeLessThan(0.15);
    },
  );

  it('gives the same result bit for bit', async () => {
    const features = part(twoClusters().features, 0, 500);
    const run = () => fitDensity(plainEngine, config, features, request(features), 3, 'repeat');
    expect(await run()).toEqual(await run());
  });

  it('chooses shrinkage for independent columns of few rows, none for dependent columns of many', async () => {
    const shrinkageOf = async (features: Standardized, of = config) =>
      (await fitDensity(plainEngine, of, features, request(features), 1, 's')).shrinkage;
    const independent = standardized(60, 20, normals(42, 'independent', 1200));
    expect(await shrinkageOf(independent, { ...config, projections: [] })).toBe(1);
    expect(await shrinkageOf(gaussian().features)).toBe(0);
  });

  it.each([
    ['independent', 0, 16],
    ['autoregressive', 0.9, 44],
  ])('costs %s columns about parameters / 2N nats held out', async (_, correlation, ofOne) => {
    const [rows, columns] = [1000, 8];
    const { features, surprisal } = autoregressive(4 * rows, columns, correlation);
    const fit = await fitDensity(plainEngine, config, part(features, 0, rows), request(features), 1, 'ar');
    const heldRows = part(features, rows, 4 * rows);
    const held = await densitySurprisal(plainEngine, fit.model, heldRows, request(features));
    const excess = mean(held) - mean(surprisal.subarray(rows));
    expect(excess).toBeGreaterThan(0);
    // 120 rows set aside choose, and take a second Gaussian by chance now and then: its parameters count too.
    const parameters = 2 * ofOne + 1;
    expect(excess).toBeLessThan((parameters + 3 * Math.sqrt(2 * parameters)) / (2 * rows));
  });
});

describe('the last fit of fitDensity', () => {
  const [rows, columns] = [200, 3];
  const features = autoregressive(rows, columns, 0.5).features;
  const one = { ...config, components: [1], shrinkages: [0], sparse: false };

  it('is to all rows: one Gaussian has their mean and covariance', async () => {
    const fit = await fitDensity(plainEngine, one, features, request(features), 1, 'all');
    const { means, covariance } = moments(features);
    expectClose(fit.model.mixture.means, means, 1e-12);
    for (let j = 0; j < columns; j += 1) covariance[j * columns + j]! += config.ridge;
    expectClose(inverseOf(fit.model.mixture.precisionFactors, columns), covariance, 1e-9);
    expect(fit.gaussian).toEqual(fit.model);
  });

  it('has the validation surprisal of a fit to the other rows, measured on those set aside', async () => {
    const fit = await fitDensity(plainEngine, one, features, request(features), 1, 'all');
    const { fitted, validation } = setAside(rows, config.validationShare, new Random(1, 'all'));
    const { means, covariance } = moments(takeStandardized(features, fitted));
    for (let j = 0; j < columns; j += 1) covariance[j * columns + j]! += config.ridge;
    const mixture = {
      components: 1,
      dimension: columns,
      weights: Float64Array.of(1),
      means,
      precisionFactors: inverseCholesky(covariance, columns),
    };
    const aside = takeStandardized(features, validation);
    const surprisal = await densitySurprisal(
      plainEngine,
      { projection: null, mixture },
      aside,
      request(features),
    );
    expect(fit.validationSurprisal).toBeCloseTo(mean(surprisal), 9);
  });
});

describe('fitDensity on wide features', () => {
  it('sees clusters in few directions through a projection, and beats one Gaussian', async () => {
    const [rows, columns] = [300, 100];
    const features = clustered(2 * rows, columns);
    const fit = await fitDensity(plainEngine, config, part(features, 0, rows), request(features), 1, 'wide');
    expect(fit.model.projection?.count).toBeLessThan(columns);
    expect(fit.model.mixture.components).toBeGreaterThan(1);
    const held = part(features, rows, 2 * rows);
    const ofMixture = mean(await densitySurprisal(plainEngine, fit.model, held, request(features)));
    const ofGaussian = mean(await densitySurprisal(plainEngine, fit.gaussian, held, request(features)));
    expect(ofGaussian - ofMixture).toBeGreaterThan(0.1);
    // The columns themselves, with their d²/2 covariances.
    const whole = { ...config, projections: [] };
    const wholeFit = await fitDensity(
      plainEngine,
      whole,
      part(features, 0, rows),
      request(features),
      1,
      'wide',
    );
    const ofWhole = mean(await densitySurprisal(plainEngine, wholeFit.model, held, request(features)));
    expect(ofWhole - ofMixture).toBeGreaterThan(1);
  });

  it('keeps independent columns of few rows as they are', async () => {
    // A projection costs them half a nat more: the leading directions are noise, and their variances too large.
    const [rows, columns] = [200, 64];
    const features = standardized(rows + 1000, columns, normals(0, 'white', (rows + 1000) * columns));
    const fit = await fitDensity(plainEngine, config, part(features, 0, rows), request(features), 0, 'white');
    expect(fit.model.projection).toBeNull();
    const held = part(features, rows, rows + 1000);
    const excess =
      mean(await densitySurprisal(plainEngine, fit.model, held, request(features))) -
      mean(whiteSurprisal(held));
    // Means and variances of the 64 columns: 128 parameters, .32 nats.
    expect(excess).toBeLessThan(0.45);
  });

  it('looks at as many whitened components as it is asked to, and at nothing else', async () => {
    const features = autoregressive(600, 12, 0.9).features;
    const common: DensityRequest = { ...request(features), commonDimension: 5 };
    const fit = await fitDensity(plainEngine, config, part(features, 0, 300), common, 1, 'common');
    expect([fit.model.projection?.count, fit.model.mixture.dimension]).toEqual([5, 5]);
    const held = await densitySurprisal(plainEngine, fit.model, part(features, 300, 600), common);
    // Whitened Gaussian components have entropy 5/2 log 2πe; 20 parameters and whitening cost some on top.
    expect(Math.abs(mean(held) - 2.5 * (LOG_2PI + 1))).toBeLessThan(0.3);
  });
});

describe('fitDensity on odd data', () => {
  it.each([
    ['one row', standardized(1, 2, [1, 2])],
    ['two rows', standardized(2, 1, [1, -1])],
    ['equal rows', standardized(30, 2, new Array<number>(60).fill(0.25))],
    ['no columns', standardized(10, 0, [])],
    ['more columns than rows', standardized(6, 40, normals(43, 'wide', 240))],
    [
      'equal columns',
      standardized(
        50,
        3,
        Array.from(normals(43, 'same', 50)).flatMap((value) => [value, value, value]),
      ),
    ],
    ['a far outlier', standardized(50, 1, normals(43, 'outlier', 50).fill(1e18, 0, 1))],
  ])('%s: surprisals are finite', async (_, features) => {
    const fit = await fitDensity(plainEngine, config, features, request(features), 1, 'odd');
    const surprisal = await densitySurprisal(plainEngine, fit.model, features, request(features));
    expect(surprisal.length).toBe(features.rows);
    expect(surprisal.every(Number.isFinite)).toBe(true);
  });

  it('has no surprise without columns', async () => {
    const empty = standardized(10, 0, []);
    const fit = await fitDensity(plainEngine, config, empty, request(empty), 1, 'none');
    expectClose(
      await densitySurprisal(plainEngine, fit.model, empty, request(empty)),
      new Float64Array(10),
      1e-15,
    );
  });
});
