/**
 * Plug-in estimates for a discrete variable, from training counts: what a classifier and a density are to a
 * continuous one.
 */

/** Pseudo-samples, spread like the prior, added to each value's counts: keeps every logarithm finite. */
const PSEUDO_COUNT = 0.5;

/**
 * log p(y|x) from frequencies, `(n(x,y) + α p(y)) / (n(x) + α)` with α = 0.5 and p(y) the training prior.
 *
 * @param codes    `[N]` value of each sample, 0 … values-1
 * @param training indices the counts are taken from
 * @param held     indices to score
 * @returns `[held, C]` log-probabilities, nats
 */
export function frequencyLogProbabilities(
  codes: Int32Array,
  values: number,
  classIndex: Int32Array,
  classes: number,
  training: Int32Array,
  held: Int32Array,
): Float64Array {
  const joint = new Float64Array(values * classes);
  const ofValue = new Float64Array(values);
  const prior = new Float64Array(classes);
  for (const sample of training) {
    joint[codes[sample]! * classes + classIndex[sample]!]! += 1;
    ofValue[codes[sample]!]! += 1;
    prior[classIndex[sample]!]! += 1 / training.length;
  }
  const logProbabilities = new Float64Array(held.length * classes);
  held.forEach((sample, row) => {
    const value = codes[sample]!;
    for (let c = 0; c < classes; c += 1) {
      logProbabilities[row * classes + c] = Math.log(
        (joint[value * classes + c]! + PSEUDO_COUNT * prior[c]!) / (ofValue[value]! + PSEUDO_COUNT),
      );
    }
  });
  return logProbabilities;
}

/**
 * Surprisal −log p(x) from frequencies, `p(x) = (n(x) + α/V) / (n + α)`, nats.
 *
 * @returns `[held]`
 */
export function frequencySurprisal(
  codes: Int32Array,
  values: number,
  training: Int32Array,
  held: Int32Array,
): Float64Array {
  const counts = new Float64Array(values);
  for (const sample of training) counts[codes[sample]!]! += 1;
  return Float64Array.from(
    held,
    (sample) =>
      -Math.log((counts[codes[sample]!]! + PSEUDO_COUNT / values) / (training.length + PSEUDO_COUNT)),
  );
}
