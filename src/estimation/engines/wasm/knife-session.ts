import type { KnifeParameters, KnifeSession, KnifeTask } from '../../engine.js';
import { normalizeLogWeights } from '../normalize-log-weights.js';
import { adamwRates } from '../adamw-rates.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows and the size of a batch. */
const CHUNK_ROWS = 256;

/**
 * The wasm engine's gradient training of one KNIFE density, in float32: as the plain engine's, one product
 * V = X Aᵀ for all components, and one for the gradient of A.
 */
export function wasmKnifeSession(
  kernels: Kernels,
  region: Region,
  { features, batchSize, scaleLimit }: KnifeTask,
  initial: KnifeParameters,
): KnifeSession {
  const { components, dimension } = initial;
  const width = components * dimension;
  const size = dimension * dimension;
  // [log weights, means, log scales, triangles], in elements from the start of a block.
  const lengths = [components, width, width, width * dimension];
  const offsets = [0, components, components + width, components + 2 * width];
  const total = components + 2 * width + width * dimension;

  const parameters = region.floats(total);
  const gradient = region.floats(total);
  const first = region.floats(total);
  const second = region.floats(total);
  const input = region.floats(CHUNK_ROWS * dimension);
  const whitened = region.floats(CHUNK_ROWS * width);
  const shares = region.floats(CHUNK_ROWS * components);
  const surprisals = region.doubles(CHUNK_ROWS);
  const factors = region.floats(width * dimension);
  const scales = region.floats(width);
  const centres = region.floats(width);
  const pulls = region.floats(width);
  const [means, logScales, triangles] = offsets.slice(1).map((at) => parameters + 4 * at) as [number, number, number]; // prettier-ignore
  const [byMeans, byLogScales, products] = offsets.slice(1).map((at) => gradient + 4 * at) as [number, number, number]; // prettier-ignore
  const constants = new Float64Array(components);
  const counts = new Float64Array(components);
  let steps = 0;
  let prepared = false;
  for (const block of [first, second]) region.float32(block, total).fill(0);
  region.float32(factors, width * dimension).fill(0); // above the diagonals nothing is ever written
  put(initial);

  function put(given: KnifeParameters): void {
    const values = region.float32(parameters, total);
    [given.logWeights, given.means, given.logScales, given.triangles].forEach((array, index) => {
      values.set(array, offsets[index]);
    });
    prepared = false;
  }

  /** A, A μ and log w + Σ log D − (d/2) log 2π of the present parameters. */
  function prepare(): void {
    if (prepared) return;
    const logWeights = Float64Array.from(region.float32(parameters, components));
    const logTotal = normalizeLogWeights(logWeights.slice(), 0, components);
    const bounded = region.float32(logScales, width);
    const scale = region.float32(scales, width);
    for (let k = 0; k < components; k += 1) {
      let constant = logWeights[k]! - logTotal - (dimension / 2) * Math.log(2 * Math.PI);
      for (let at = k * dimension; at < (k + 1) * dimension; at += 1) {
        const logScale = scaleLimit * Math.tanh(bounded[at]!);
        scale[at] = Math.exp(logScale);
        constant += logScale;
      }
      constants[k] = constant;
      const [vector, matrix] = [4 * k * dimension, 4 * k * size];
      kernels.knifeFactor(triangles + matrix, scales + vector, means + vector, dimension, factors + matrix, centres + vector); // prettier-ignore
    }
    prepared = true;
  }

  /** Deviations, shares and surprisals of the chunk in `input`; returns the surprisals' sum. */
  function score(rows: number): number {
    kernels.sgemm(rows, width, dimension, input, dimension, 1, factors, 1, dimension, whitened, width, false);
    for (let k = 0; k < components; k += 1) {
      const [lines, centre] = [whitened + 4 * k * dimension, centres + 4 * k * dimension];
      kernels.whitenedDeviations(lines, width, centre, rows, dimension, constants[k]!, shares + 4 * k, components); // prettier-ignore
    }
    return kernels.shareRows(shares, rows, components, surprisals);
  }

  /** Gradient of a batch's mean surprisal; returns the summed surprisal. */
  function differentiate(batch: Int32Array): number {
    let surprisal = 0;
    prepare();
    counts.fill(0);
    region.float32(pulls, width).fill(0);
    for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
      const rows = batch.subarray(start, start + CHUNK_ROWS);
      gatherRows(features, rows, 0, rows.length, region.float32(input, rows.length * dimension));
      surprisal += score(rows.length);
      for (let k = 0; k < components; k += 1) {
        const [lines, pull] = [whitened + 4 * k * dimension, pulls + 4 * k * dimension];
        counts[k]! += kernels.pullRows(
          lines,
          width,
          shares + 4 * k,
          components,
          rows.length,
          dimension,
          pull,
        );
      }
      const further = start > 0;
      kernels.sgemm(width, dimension, rows.length, whitened, 1, width, input, dimension, 1, products, dimension, further); // prettier-ignore
    }
    finish(batch.length);
    return surprisal;
  }

  function finish(rows: number): void {
    const weights = Float64Array.from(region.float32(parameters, components));
    normalizeLogWeights(weights, 0, components);
    const byLogWeights = region.float32(gradient, components);
    for (let k = 0; k < components; k += 1) {
      const share = counts[k]! / rows;
      byLogWeights[k] = weights[k]! - share;
      const [vector, matrix] = [4 * k * dimension, 4 * k * size];
      kernels.knifeGradient(products + matrix, factors + matrix, scales + vector, means + vector, pulls + vector, dimension, rows, share, byMeans + vector, byLogScales + vector); // prettier-ignore
    }
    const slopes = region.float32(byLogScales, width);
    region.float32(logScales, width).forEach((value, at) => {
      const bounded = Math.tanh(value);
      slopes[at]! *= scaleLimit * (1 - bounded * bounded);
    });
  }

  return {
    trainEpoch(order, learningRate) {
      let sum = 0;
      for (let start = 0; start < order.length; start += batchSize) {
        const surprisal = differentiate(order.subarray(start, start + batchSize));
        // A step with such a gradient would make every parameter NaN, and silently.
        if (!Number.isFinite(surprisal)) throw new Error('the surprisal of a batch is not finite');
        sum += surprisal;
        steps += 1;
        const { rate, secondCorrection, keep } = adamwRates(steps, learningRate, 0);
        kernels.adamw(parameters, gradient, first, second, total, rate, secondCorrection, keep);
        prepared = false;
      }
      return Promise.resolve(sum / order.length);
    },
    surprisal(other) {
      prepare();
      const result = new Float64Array(other.rows);
      for (let start = 0; start < other.rows; start += CHUNK_ROWS) {
        const rows = Math.min(CHUNK_ROWS, other.rows - start);
        gatherRows(other, undefined, start, rows, region.float32(input, rows * dimension));
        score(rows);
        result.set(region.float64(surprisals, rows), start);
      }
      return Promise.resolve(result);
    },
    parameters() {
      const values = region.float32(parameters, total);
      const [logWeights, mean, logScale, triangle] = offsets.map((offset, index) =>
        Float64Array.from(values.subarray(offset, offset + lengths[index]!)),
      ) as [Float64Array, Float64Array, Float64Array, Float64Array];
      return Promise.resolve({ components, dimension, logWeights, means: mean, logScales: logScale, triangles: triangle }); // prettier-ignore
    },
    restore(given) {
      put(given);
      return Promise.resolve();
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}
