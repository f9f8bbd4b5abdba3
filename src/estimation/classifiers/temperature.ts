/** Temperatures lie between 1 / WIDEST and WIDEST. */
const WIDEST = 10;
/** Of the inverse temperature, relative. */
const TOLERANCE = 1e-10;
const MOST_STEPS = 60;

/**
 * The temperature between 0.1 and 10 that minimises the log-loss of softmax(logits / T) (Guo et al. 2017). The loss
 * is convex in 1/T: Newton's method, halving the interval where a step would leave it.
 *
 * @param logits `[rows, C]` out-of-fold scores of all folds together
 * @param labels `[rows]`
 */
export function fitTemperature(logits: Float64Array, labels: Int32Array, classes: number): number {
  let low = 1 / WIDEST;
  let high = WIDEST;
  let inverse = 1;
  for (let step = 0; step < MOST_STEPS && high - low > TOLERANCE * inverse; step += 1) {
    const { slope, curvature } = derivatives(logits, labels, classes, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - inverse) <= TOLERANCE * inverse) return 1 / next;
    inverse = next;
  }
  return 1 / inverse;
}

/** Of the summed log-loss by the inverse temperature: Σ E[z] − z_y and Σ Var[z] under softmax(z / T). */
function derivatives(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  inverse: number,
): { slope: number; curvature: number } {
  let slope = 0;
  let curvature = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const start = row * classes;
    let largest = -Infinity;
    for (let c = 0; c < classes; c += 1) largest = Math.max(largest, logits[start + c]!);
    let total = 0;
    let first = 0;
    let second = 0;
    for (let c = 0; c < classes; c += 1) {
      const below = logits[start + c]! - largest;
      const share = Math.exp(below * inverse);
      total += share;
      first += share * below;
      second += share * below * below;
    }
    const mean = first / total;
    slope += mean - (logits[start + labels[row]!]! - largest);
    curvature += second / total - mean * mean;
  }
  return { slope, curvature };
}
