import type { KnifeParameters, MixtureParameters } from '../engine.js';

/**
 * The largest |tanh(l)| a conversion gives. At 1 the scale would have no gradient and could never be trained
 * again; here it has 2e-4 of the unbounded one, which Adam's normalisation makes up for.
 */
const LARGEST_TANH = 1 - 1e-4;

/**
 * A Gaussian mixture as a KNIFE density: D = diag(A), T_ij = A_ij / D_j, l = atanh(log D / scaleLimit).
 *
 * Exact as long as every |log A_ii| is below the limit ({@link scaleLimitHolding} finds one that is large
 * enough). A scale beyond it is set to the limit, and the rest of its line of A in proportion: with
 * A the factor of the chain p(x_1) p(x_2|x_1) … this changes the standard deviation of one conditional and
 * not its mean, where changing the diagonal alone would shift the mean by as much as the scale was cut.
 *
 * @param scaleLimit largest |log D| of the KNIFE density
 */
export function knifeFromMixture(parameters: MixtureParameters, scaleLimit: number): KnifeParameters {
  const { components, dimension, weights, means, precisionFactors } = parameters;
  const logScales = new Float64Array(components * dimension);
  const triangles = new Float64Array(components * dimension * dimension);
  const scales = new Float64Array(dimension);
  const largest = scaleLimit * LARGEST_TANH;
  for (let k = 0; k < components; k += 1) {
    for (let row = 0; row < dimension; row += 1) {
      const line = (k * dimension + row) * dimension;
      const given = precisionFactors[line + row]!;
      const logScale = Math.min(Math.max(Math.log(given), -largest), largest);
      const kept = Math.abs(Math.log(given)) > largest ? Math.exp(logScale) / given : 1;
      scales[row] = kept * given;
      logScales[k * dimension + row] = Math.atanh(logScale / scaleLimit);
      for (let column = 0; column < row; column += 1) {
        triangles[line + column] = (kept * precisionFactors[line + column]!) / scales[column]!;
      }
    }
  }
  return {
    components,
    dimension,
    logWeights: weights.map(Math.log),
    means: means.slice(),
    logScales,
    triangles,
  };
}

/**
 * The same density as a Gaussian mixture, exactly: A = (I+T) D, weights the softmax of the log weights.
 *
 * @param scaleLimit the one the density was trained with
 */
export function mixtureFromKnife(parameters: KnifeParameters, scaleLimit: number): MixtureParameters {
  const { components, dimension, logWeights, means, logScales, triangles } = parameters;
  const largest = logWeights.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = logWeights.map((value) => Math.exp(value - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const precisionFactors = new Float64Array(triangles.length);
  for (let k = 0; k < components; k += 1) {
    for (let column = 0; column < dimension; column += 1) {
      const scale = Math.exp(scaleLimit * Math.tanh(logScales[k * dimension + column]!));
      precisionFactors[(k * dimension + column) * dimension + column] = scale;
      for (let row = column + 1; row < dimension; row += 1) {
        const index = (k * dimension + row) * dimension + column;
        precisionFactors[index] = triangles[index]! * scale;
      }
    }
  }
  return {
    components,
    dimension,
    weights: weights.map((weight) => weight / total),
    means: means.slice(),
    precisionFactors,
  };
}

/** Room a scale has beyond the largest one of a mixture, as a share of the limit. */
const SCALE_ROOM = 0.1;

/**
 * A scale limit under which a mixture is a KNIFE density exactly and its scales can still be trained both
 * ways: `least`, or more where a variance is so small (nearly collinear columns) that it needs it.
 */
export function scaleLimitHolding(
  { components, dimension, precisionFactors }: MixtureParameters,
  least: number,
): number {
  let limit = least;
  for (let k = 0; k < components; k += 1) {
    for (let column = 0; column < dimension; column += 1) {
      const scale = precisionFactors[(k * dimension + column) * dimension + column]!;
      limit = Math.max(limit, Math.abs(Math.log(scale)) * (1 + SCALE_ROOM));
    }
  }
  return limit;
}
