import type { Predictions } from './predictions.type.js';

/**
 * Writes Σ_m w_m p_m(class|x) of `rows` into their places, summed in float64.
 *
 * @param weightsAt `[M]` weights at a place in `rows`, read at once
 * @param into      `[N, C]`
 */
export function mixModels(
  { models, classes }: Predictions,
  rows: Int32Array,
  weightsAt: (at: number) => Float64Array,
  into: Float32Array,
): void {
  const sums = new Float64Array(classes);
  rows.forEach((row, at) => {
    const weights = weightsAt(at);
    const start = row * classes;
    sums.fill(0);
    for (let m = 0; m < models.length; m += 1) {
      const weight = weights[m]!;
      if (weight === 0) continue;
      const { probabilities } = models[m]!;
      for (let c = 0; c < classes; c += 1) sums[c]! += weight * probabilities[start + c]!;
    }
    into.set(sums, start);
  });
}
