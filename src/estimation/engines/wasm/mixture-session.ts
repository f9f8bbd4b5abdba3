import type {
  MixtureForm,
  MixtureParameters,
  MixtureSession,
  MixtureTask,
  Standardized,
} from '../../engine.js';
import { copyMixture } from '../copy-mixture.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels, Pointer } from './kernels.js';
import { BLOCK_COLUMNS, mixtureDensities } from './mixture-densities.js';
import { mixtureMaximization } from './mixture-maximization.js';
import { mixtureModel } from './mixture-model.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 512;
/** Responsibilities below this move no parameter by a digit that matters; their rows are skipped. */
const NEGLIGIBLE = 1e-9;

/**
 * The wasm engine's EM for one Gaussian mixture: rows are whitened and weighted in float32, sums over chunks and
 * all that is done with covariances are float64, and none of it leaves the arena between steps.
 */
export function wasmMixtureSession(
  kernels: Kernels,
  region: Region,
  task: MixtureTask,
  initial: MixtureParameters,
): MixtureSession {
  const { components, dimension } = initial;
  const { features } = task;
  const size = dimension * dimension;
  const tied = task.covariance === 'tied';
  const covariances = tied ? 1 : components;
  const input = region.floats(CHUNK_ROWS * dimension);
  const weighted = region.floats(CHUNK_ROWS * dimension);
  const shares = region.floats(CHUNK_ROWS * components);
  const surprisal = region.doubles(CHUNK_ROWS);
  const scatter = region.floats(Math.max(size, components * dimension));
  const counts = region.doubles(components);
  const sums = region.doubles(components * dimension);
  const scatters = region.doubles(covariances * size);
  const total = tied ? region.doubles(size) : 0;
  const model = mixtureModel(kernels, region, initial, tied);
  const logDensities = mixtureDensities(kernels, region, model, input, CHUNK_ROWS);
  const maximize = mixtureMaximization(kernels, region, model, { counts, sums, scatters }, task.ridge);
  let form: MixtureForm = task;
  let prepared = false;
  let totalKnown = false;
  let first: FirstMoments | null = null;
  let isFirst = true;
  const opening = copyMixture(initial);
  model.put(opening);

  function prepare(): void {
    if (!prepared) model.prepare();
    prepared = true;
  }

  /** Shares and surprisals of a chunk, which is left in `input`; returns the surprisals' sum. */
  function expectation(of: Standardized, start: number, rows: number): number {
    gatherRows(of, undefined, start, rows, region.float32(input, rows * dimension));
    logDensities(of, start, rows, shares);
    return kernels.shareRows(shares, rows, components, surprisal);
  }

  /** Adds the lower triangle of WᵀW, W `[rows, d]`, to a float64 sum. */
  function addScatter(lines: Pointer, rows: number, target: Pointer): void {
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
      const [mean, sum] = [model.narrowMeans + 4 * k * dimension, sums + 8 * k * dimension];
      const used = kernels.weightRows(input, shares + 4 * k, components, mean, rows, dimension, NEGLIGIBLE, weighted, sum); // prettier-ignore
      if (used > 0) addScatter(weighted, used, scatters + 8 * k * size);
    }
  }

  /**
   * With one covariance for all components their scatters are needed together only: what all rows have about the
   * origin, which no iteration changes, less what the means account for.
   */
  function addTiedMoments(rows: number): void {
    const pulls = scatter; // as scratch
    kernels.sgemm(components, dimension, rows, shares, 1, components, input, dimension, 1, pulls, dimension, false); // prettier-ignore
    kernels.addTo64(pulls, components * dimension, sums);
    if (!totalKnown) addScatter(input, rows, total);
  }

  /** The sums over all rows, in the arena; returns the rows' mean surprisal. */
  function sumMoments(): number {
    prepare();
    region.float32(scatter, size).fill(0);
    region.float64(counts, components).fill(0);
    region.float64(sums, components * dimension).fill(0);
    if (!tied) region.float64(scatters, covariances * size).fill(0);
    else if (!totalKnown) region.float64(total, size).fill(0);
    let sum = 0;
    for (let start = 0; start < features.rows; start += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, features.rows - start);
      sum += expectation(features, start, rows);
      kernels.countShares(shares, rows, components, counts);
      if (tied) addTiedMoments(rows);
      else addMoments(rows);
    }
    totalKnown = true;
    return sum / features.rows;
  }

  /** {@link sumMoments} of the start, which no form changes: they are kept. */
  function firstMoments(): number {
    if (!first) {
      const mean = sumMoments();
      first = {
        mean,
        counts: region.float64(counts, components).slice(),
        sums: region.float64(sums, components * dimension).slice(),
        scatters: tied ? null : region.float64(scatters, covariances * size).slice(),
      };
      return mean;
    }
    region.float64(counts, components).set(first.counts);
    region.float64(sums, components * dimension).set(first.sums);
    if (first.scatters) region.float64(scatters, covariances * size).set(first.scatters);
    return first.mean;
  }

  return {
    iterate() {
      const mean = isFirst ? firstMoments() : sumMoments();
      if (tied) region.float64(scatters, size).set(region.float64(total, size));
      maximize(form);
      prepared = false;
      isFirst = false;
      return Promise.resolve(mean);
    },
    surprisal(other) {
      prepare();
      const result = new Float64Array(other.rows);
      for (let start = 0; start < other.rows; start += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, other.rows - start);
        expectation(other, start, rows);
        result.set(region.float64(surprisal, rows), start);
      }
      return Promise.resolve(result);
    },
    parameters: () => Promise.resolve(model.parameters()),
    restore(parameters) {
      model.put(parameters);
      prepared = false;
      isFirst = false;
      return Promise.resolve();
    },
    restart(next) {
      form = next;
      model.put(opening);
      prepared = false;
      isFirst = true;
      return Promise.resolve();
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}

/** The sums over all rows under the start. */
interface FirstMoments {
  readonly mean: number;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  /** Null where covariances are tied: what is kept of these is the same in every iteration. */
  readonly scatters: Float64Array | null;
}
