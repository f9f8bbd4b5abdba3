import type { KnifeParameters } from '../../engine.js';
import { gemm, rowMajor, transposed, type MatrixView } from './gemm.js';
import { normalizeLogWeights } from '../normalize-log-weights.js';

/** One array for each of {@link KnifeParameters}, of the same shape. */
export type KnifeGradient = Omit<KnifeParameters, 'components' | 'dimension'>;

/** What a chunk of rows is worked on with; reused from chunk to chunk. */
export interface KnifeWorkspace {
  /** `[K, d, d]` A = (I+T) D, as one matrix of K·d lines. */
  readonly factors: Float64Array;
  /** `[K, d]` A μ */
  readonly centres: Float64Array;
  /** `[K]` log w + Σ log D − (d/2) log 2π */
  readonly constants: Float64Array;
  /** `[rows, K, d]` A (x − μ); times the responsibility after {@link addToGradient}. */
  readonly whitened: Float64Array;
  /** `[rows, K]` p(k|x) */
  readonly responsibilities: Float64Array;
  /** `[rows]` −log p(x), nats. */
  readonly surprisal: Float64Array;
  /** `[K]` Σ over the batch of p(k|x) */
  readonly counts: Float64Array;
  /** `[K, d]` Σ over the batch of p(k|x) A (x − μ) */
  readonly pulls: Float64Array;
  readonly gradient: KnifeGradient;
}

/** @param rows the most rows a chunk will have */
export function knifeWorkspace(components: number, dimension: number, rows: number): KnifeWorkspace {
  const width = components * dimension;
  return {
    factors: new Float64Array(width * dimension),
    centres: new Float64Array(width),
    constants: new Float64Array(components),
    whitened: new Float64Array(rows * width),
    responsibilities: new Float64Array(rows * components),
    surprisal: new Float64Array(rows),
    counts: new Float64Array(components),
    pulls: new Float64Array(width),
    gradient: {
      logWeights: new Float64Array(components),
      means: new Float64Array(width),
      logScales: new Float64Array(width),
      triangles: new Float64Array(width * dimension),
    },
  };
}

/** Derives A, A μ and the constants from parameters: needed once after each change of them. */
export function prepareFactors(
  { components, dimension, logWeights, means, logScales, triangles }: KnifeParameters,
  scaleLimit: number,
  { factors, centres, constants }: KnifeWorkspace,
): void {
  const logTotal = normalizeLogWeights(logWeights.slice(), 0, components);
  for (let k = 0; k < components; k += 1) {
    let constant = logWeights[k]! - logTotal - (dimension / 2) * Math.log(2 * Math.PI);
    for (let column = 0; column < dimension; column += 1) {
      const logScale = scaleLimit * Math.tanh(logScales[k * dimension + column]!);
      const scale = Math.exp(logScale);
      constant += logScale;
      factors[(k * dimension + column) * dimension + column] = scale;
      for (let row = column + 1; row < dimension; row += 1) {
        const index = (k * dimension + row) * dimension + column;
        factors[index] = triangles[index]! * scale;
      }
    }
    constants[k] = constant;
    for (let row = 0; row < dimension; row += 1) {
      const line = (k * dimension + row) * dimension;
      let centre = 0;
      for (let column = 0; column <= row; column += 1) {
        centre += factors[line + column]! * means[k * dimension + column]!;
      }
      centres[k * dimension + row] = centre;
    }
  }
}

/**
 * Surprisals, responsibilities and whitened residuals of a chunk, into the workspace: one product
 * V = X Aᵀ − A μ for all components.
 *
 * @param input `[rows, d]`
 */
export function scoreRows(input: MatrixView, rows: number, workspace: KnifeWorkspace): void {
  const { factors, centres, constants, whitened, responsibilities, surprisal } = workspace;
  const components = constants.length;
  const width = centres.length;
  const dimension = width / components;
  gemm(rows, width, dimension, input, transposed(rowMajor(factors, dimension)), whitened, false);
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < components; k += 1) {
      const start = row * width + k * dimension;
      let square = 0;
      for (let column = 0; column < dimension; column += 1) {
        const deviation = whitened[start + column]! - centres[k * dimension + column]!;
        whitened[start + column] = deviation;
        square += deviation * deviation;
      }
      responsibilities[row * components + k] = constants[k]! - square / 2;
    }
    surprisal[row] = -normalizeLogWeights(responsibilities, row * components, components);
  }
}

export function clearGradient({ counts, pulls, gradient }: KnifeWorkspace): void {
  counts.fill(0);
  pulls.fill(0);
  gradient.triangles.fill(0);
}

/**
 * Adds a chunk that {@link scoreRows} has just scored to the batch's sums. Until {@link finishGradient},
 * `gradient.triangles` holds Σ p(k|x) A (x−μ) xᵀ, the derivative by A at fixed A μ.
 */
export function addToGradient(input: MatrixView, rows: number, workspace: KnifeWorkspace): void {
  const { whitened, responsibilities, counts, pulls, gradient } = workspace;
  const components = counts.length;
  const width = pulls.length;
  const dimension = width / components;
  for (let row = 0; row < rows; row += 1) {
    for (let k = 0; k < components; k += 1) {
      const share = responsibilities[row * components + k]!;
      counts[k]! += share;
      for (let at = k * dimension; at < (k + 1) * dimension; at += 1) {
        const pull = share * whitened[row * width + at]!;
        whitened[row * width + at] = pull;
        pulls[at]! += pull;
      }
    }
  }
  gemm(width, dimension, rows, transposed(rowMajor(whitened, width)), input, gradient.triangles, true);
}

/**
 * Gradient of the batch's mean surprisal, into `workspace.gradient`, by the chain rule from the sums:
 * O(d²) a component, and no third product of matrices.
 *
 * @param rows rows of the whole batch
 */
export function finishGradient(
  { components, dimension, logWeights, means, logScales }: KnifeParameters,
  scaleLimit: number,
  rows: number,
  { factors, counts, pulls, gradient }: KnifeWorkspace,
): void {
  gradient.logWeights.set(logWeights);
  normalizeLogWeights(gradient.logWeights, 0, components);
  for (let k = 0; k < components; k += 1) {
    const share = counts[k]! / rows;
    gradient.logWeights[k]! -= share;
    for (let column = 0; column < dimension; column += 1) {
      const at = k * dimension + column;
      const scale = factors[at * dimension + column]!;
      const mean = means[at]!;
      let byLogScale = -share;
      let byMean = 0;
      for (let row = 0; row < dimension; row += 1) {
        const index = (k * dimension + row) * dimension + column;
        if (row < column) {
          gradient.triangles[index] = 0;
          continue;
        }
        const pull = pulls[k * dimension + row]! / rows;
        const factor = factors[index]!;
        const byFactor = gradient.triangles[index]! / rows - pull * mean;
        byLogScale += byFactor * factor;
        byMean -= pull * factor;
        gradient.triangles[index] = row === column ? 0 : byFactor * scale;
      }
      const bounded = Math.tanh(logScales[at]!);
      gradient.means[at] = byMean;
      gradient.logScales[at] = byLogScale * scaleLimit * (1 - bounded * bounded);
    }
  }
}
