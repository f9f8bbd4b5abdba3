import { mixtureFactorsFromCovariances } from '../../densities/mixture-factors.js';
import type { MixtureParameters, MixtureSession, MixtureTask, Standardized } from '../../engine.js';
import { copyMixture } from '../copy-mixture.js';
import type { Arena } from './arena.js';
import { wasmFactorizer } from './factorizer.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 512;
/** Columns of a product at a time, so that what a triangle leaves zero is not multiplied. */
const BLOCK_COLUMNS = 64;
/** Responsibilities below this move no parameter by a digit that matters; their rows are skipped. */
const NEGLIGIBLE = 1e-9;
/** A component that has lost every sample keeps this many, so that no division by zero follows. */
const LEAST_COUNT = 1e-6;

/**
 * The wasm engine's EM for one Gaussian mixture: rows are whitened and weighted in float32, sums over chunks and
 * all that is done with covariances are float64.
 */
export function wasmMixtureSession(
  kernels: Kernels,
  arena: Arena,
  task: MixtureTask,
  initial: MixtureParameters,
): MixtureSession {
  const { components, dimension } = initial;
  const { features } = task;
  const size = dimension * dimension;
  const tied = task.covariance === 'tied';
  const covariances = tied ? 1 : components;
  const region = arena.open();
  const input = region.floats(CHUNK_ROWS * dimension);
  const whitened = region.floats(CHUNK_ROWS * dimension);
  const shares = region.floats(CHUNK_ROWS * components);
  const surprisal = region.doubles(CHUNK_ROWS);
  const factors = region.floats(covariances * size);
  const means = region.floats(components * dimension);
  const centres = region.floats(components * dimension);
  const scatter = region.floats(Math.max(size, components * dimension));
  const counts = region.doubles(components);
  const sums = region.doubles(components * dimension);
  const scatters = region.doubles(covariances * size);
  const factorizer = wasmFactorizer(kernels, region, dimension);
  const constants = new Float64Array(components);
  let model = copyMixture(initial);
  let prepared = false;
  let totalKnown = false;

  /** Factors, A μ and log w + log |A| − (d/2) log 2π of the present parameters. */
  function prepare(): void {
    if (prepared) return;
    const { weights, precisionFactors } = model;
    region.float32(factors, covariances * size).set(tied ? precisionFactors.subarray(0, size) : precisionFactors); // prettier-ignore
    region.float32(means, components * dimension).set(model.means);
    const centre = region.float32(centres, components * dimension);
    for (let k = 0; k < components; k += 1) {
      let constant = Math.log(weights[k]!) - (dimension / 2) * Math.log(2 * Math.PI);
      for (let row = 0; row < dimension; row += 1) {
        const line = (k * dimension + row) * dimension;
        let product = 0;
        for (let column = 0; column <= row; column += 1) {
          product += precisionFactors[line + column]! * model.means[k * dimension + column]!;
        }
        centre[k * dimension + row] = product;
        constant += Math.log(precisionFactors[line + row]!);
      }
      constants[k] = constant;
    }
    prepared = true;
  }

  /** Shares and surprisals of the chunk in `input`; returns the surprisals' sum. */
  function expectation(rows: number): number {
    for (let k = 0; k < components; k += 1) {
      if (k === 0 || !tied) whiten(rows, factors + 4 * (tied ? 0 : k) * size);
      const centre = centres + 4 * k * dimension;
      kernels.gaussianLogDensity(whitened, dimension, centre, rows, dimension, constants[k]!, shares + 4 * k, components); // prettier-ignore
    }
    return kernels.shareRows(shares, rows, components, surprisal);
  }

  /** A x of every row, A lower triangular: a column of the result needs the columns up to it alone. */
  function whiten(rows: number, factor: number): void {
    for (let column = 0; column < dimension; column += BLOCK_COLUMNS) {
      const width = Math.min(BLOCK_COLUMNS, dimension - column);
      const [lines, target] = [factor + 4 * column * dimension, whitened + 4 * column];
      kernels.sgemm(rows, width, column + width, input, dimension, 1, lines, 1, dimension, target, dimension, false); // prettier-ignore
    }
  }

  /** Adds the lower triangle of WᵀW, W `[rows, d]`, to a float64 sum. */
  function addScatter(lines: number, rows: number, target: number): void {
    for (let column = 0; column < dimension; column += BLOCK_COLUMNS) {
      const width = Math.min(BLOCK_COLUMNS, dimension - column);
      const from = lines + 4 * column;
      const to = scatter + 4 * (column * dimension + column);
      kernels.sgemm(dimension - column, width, rows, from, 1, dimension, from, dimension, 1, to, dimension, false); // prettier-ignore
    }
    kernels.addTo64(scatter, size, target);
  }

  /** Moments about the present means: near the next ones, so little is lost to cancellation. */
  function addMoments(rows: number): void {
    for (let k = 0; k < components; k += 1) {
      const [mean, sum] = [means + 4 * k * dimension, sums + 8 * k * dimension];
      const used = kernels.weightRows(input, shares + 4 * k, components, mean, rows, dimension, NEGLIGIBLE, whitened, sum); // prettier-ignore
      addScatter(whitened, used, scatters + 8 * k * size);
    }
  }

  /**
   * With one covariance for all components their scatters are needed together only: what all rows have about the
   * origin, which no iteration changes, less what the means account for.
   */
  function addTiedMoments(rows: number): void {
    const pulls = scatter; // as scratch
    kernels.sgemm(
      components,
      dimension,
      rows,
      shares,
      1,
      components,
      input,
      dimension,
      1,
      pulls,
      dimension,
      false,
    );
    kernels.addTo64(pulls, components * dimension, sums);
    if (!totalKnown) addScatter(input, rows, scatters);
  }

  function maximization(): MixtureParameters {
    const count = Float64Array.from(region.float64(counts, components), (value) =>
      Math.max(value, LEAST_COUNT),
    );
    const rows = count.reduce((sum, value) => sum + value, 0);
    const scattered = region.float64(scatters, covariances * size).slice();
    const sum = region.float64(sums, components * dimension);
    const next = tied ? new Float64Array(components * dimension) : model.means.slice();
    for (let k = 0; k < components; k += 1) {
      const target = tied ? 0 : k * size;
      for (let row = 0; row < dimension; row += 1) {
        const shift = sum[k * dimension + row]! / count[k]!;
        next[k * dimension + row]! += shift;
        for (let column = 0; column <= row; column += 1) {
          scattered[target + row * dimension + column]! -= shift * sum[k * dimension + column]!;
        }
      }
    }
    for (let start = 0; start < scattered.length; start += size) mirrorLower(scattered, start, dimension);
    return {
      components,
      dimension,
      weights: count.map((value) => value / rows),
      means: next,
      precisionFactors: mixtureFactorsFromCovariances(scattered, region.float64(counts, components), dimension, task, factorizer), // prettier-ignore
    };
  }

  return {
    iterate() {
      prepare();
      region.float32(scatter, size).fill(0);
      region.float64(counts, components).fill(0);
      region.float64(sums, components * dimension).fill(0);
      if (!totalKnown || !tied) region.float64(scatters, covariances * size).fill(0);
      let total = 0;
      for (let start = 0; start < features.rows; start += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, features.rows - start);
        gatherRows(features, undefined, start, rows, region.float32(input, rows * dimension));
        total += expectation(rows);
        kernels.countShares(shares, rows, components, counts);
        if (tied) addTiedMoments(rows);
        else addMoments(rows);
      }
      totalKnown = true;
      model = maximization();
      prepared = false;
      return Promise.resolve(total / features.rows);
    },
    surprisal(other: Standardized) {
      prepare();
      const result = new Float64Array(other.rows);
      for (let start = 0; start < other.rows; start += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, other.rows - start);
        gatherRows(other, undefined, start, rows, region.float32(input, rows * dimension));
        expectation(rows);
        result.set(region.float64(surprisal, rows), start);
      }
      return Promise.resolve(result);
    },
    parameters: () => Promise.resolve(copyMixture(model)),
    restore(parameters) {
      model = copyMixture(parameters);
      prepared = false;
      return Promise.resolve();
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}

function mirrorLower(values: Float64Array, start: number, dimension: number): void {
  for (let row = 0; row < dimension; row += 1) {
    for (let column = 0; column < row; column += 1) {
      values[start + column * dimension + row] = values[start + row * dimension + column]!;
    }
  }
}
