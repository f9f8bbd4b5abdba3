import type { MixtureParameters, MixtureSession, MixtureTask, Standardized } from '../../engine.js';
import { copyMixture } from '../copy-mixture.js';
import { maximizeMixture } from '../maximize-mixture.js';
import { gemm, rowMajor, transposed } from './gemm.js';
import { normalizeLogWeights } from '../normalize-log-weights.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 512;
/** Responsibilities below this move no parameter by a float64 digit that matters; their rows are skipped. */
const NEGLIGIBLE = 1e-9;

/** The plain engine's EM for one full-covariance Gaussian mixture. */
export function plainMixtureSession(asked: MixtureTask, initial: MixtureParameters): MixtureSession {
  let task = asked;
  const start = copyMixture(initial);
  let model = start;
  const workspace = new Workspace(initial.components, initial.dimension);
  return {
    iterate() {
      const { next, surprisal } = expectationMaximization(model, task, workspace);
      model = next;
      return Promise.resolve(surprisal);
    },
    surprisal(features) {
      const surprisal = new Float64Array(features.rows);
      for (let start = 0; start < features.rows; start += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, features.rows - start);
        expectation(model, features, start, rows, workspace);
        surprisal.set(workspace.surprisal.subarray(0, rows), start);
      }
      return Promise.resolve(surprisal);
    },
    parameters: () => Promise.resolve(copyMixture(model)),
    restore(parameters) {
      model = copyMixture(parameters);
      return Promise.resolve();
    },
    restart(form) {
      task = { ...asked, ...form };
      model = start;
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

class Workspace {
  readonly whitened: Float64Array;
  readonly weighted: Float64Array;
  readonly scatter: Float64Array;
  readonly centre: Float64Array;
  readonly responsibilities: Float64Array;
  readonly surprisal = new Float64Array(CHUNK_ROWS);

  constructor(components: number, dimension: number) {
    this.whitened = new Float64Array(CHUNK_ROWS * dimension);
    this.weighted = new Float64Array(CHUNK_ROWS * dimension);
    this.scatter = new Float64Array(dimension * dimension);
    this.centre = new Float64Array(dimension);
    this.responsibilities = new Float64Array(CHUNK_ROWS * components);
  }
}

/** Responsibilities `[rows, K]` and surprisals `[rows]` of a chunk, into the workspace. */
function expectation(
  model: MixtureParameters,
  features: Standardized,
  start: number,
  rows: number,
  workspace: Workspace,
): void {
  const { components, dimension, weights, means, precisionFactors } = model;
  const { whitened, centre, responsibilities, surprisal } = workspace;
  const input = rowMajor(features.data, dimension, start * dimension);
  for (let k = 0; k < components; k += 1) {
    const factor = rowMajor(precisionFactors, dimension, k * dimension * dimension);
    gemm(rows, dimension, dimension, input, transposed(factor), whitened, false);
    let constant = Math.log(weights[k]!) - (dimension / 2) * Math.log(2 * Math.PI);
    for (let row = 0; row < dimension; row += 1) {
      const line = (k * dimension + row) * dimension;
      let product = 0;
      for (let column = 0; column <= row; column += 1) {
        product += precisionFactors[line + column]! * means[k * dimension + column]!;
      }
      centre[row] = product;
      constant += Math.log(precisionFactors[line + row]!);
    }
    for (let row = 0; row < rows; row += 1) {
      let square = 0;
      for (let column = 0; column < dimension; column += 1) {
        const deviation = whitened[row * dimension + column]! - centre[column]!;
        square += deviation * deviation;
      }
      responsibilities[row * components + k] = constant - square / 2;
    }
  }
  for (let row = 0; row < rows; row += 1) {
    surprisal[row] = -normalizeLogWeights(responsibilities, row * components, components);
  }
}

function expectationMaximization(
  model: MixtureParameters,
  task: MixtureTask,
  workspace: Workspace,
): { next: MixtureParameters; surprisal: number } {
  const { components, dimension } = model;
  const { features } = task;
  const counts = new Float64Array(components);
  const sums = new Float64Array(components * dimension);
  // Second moments are taken about the present means: near the next ones, so little is lost to cancellation.
  const scatters = new Float64Array(components * dimension * dimension);
  let surprisal = 0;
  for (let start = 0; start < features.rows; start += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, features.rows - start);
    expectation(model, features, start, rows, workspace);
    for (let row = 0; row < rows; row += 1) surprisal += workspace.surprisal[row]!;
    for (let k = 0; k < components; k += 1) {
      addMoments(model, features, start, rows, k, workspace, counts, sums, scatters);
    }
  }
  return {
    next: maximizeMixture({ means: model.means, about: model.means, counts, sums, scatters }, task),
    surprisal: surprisal / features.rows,
  };
}

function addMoments(
  model: MixtureParameters,
  features: Standardized,
  start: number,
  rows: number,
  k: number,
  workspace: Workspace,
  counts: Float64Array,
  sums: Float64Array,
  scatters: Float64Array,
): void {
  const { components, dimension, means } = model;
  const { weighted, scatter, responsibilities } = workspace;
  let used = 0;
  for (let row = 0; row < rows; row += 1) {
    const share = responsibilities[row * components + k]!;
    counts[k]! += share;
    if (share < NEGLIGIBLE) continue;
    const root = Math.sqrt(share);
    const source = (start + row) * dimension;
    for (let column = 0; column < dimension; column += 1) {
      const deviation = features.data[source + column]! - means[k * dimension + column]!;
      sums[k * dimension + column]! += share * deviation;
      weighted[used * dimension + column] = root * deviation;
    }
    used += 1;
  }
  const lines = rowMajor(weighted, dimension);
  gemm(dimension, dimension, used, transposed(lines), lines, scatter, false);
  const target = k * dimension * dimension;
  for (let index = 0; index < dimension * dimension; index += 1) scatters[target + index]! += scatter[index]!;
}
