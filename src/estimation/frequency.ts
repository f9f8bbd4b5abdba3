/**
 * Plug-in estimates for a discrete variable, from counts: what a classifier and a density are to a continuous
 * one. Each sample is scored from the counts of all samples but itself. That is cross-fitting at its finest:
 * counts need no training, and leaving out a whole fold would only add the noise of which samples it took.
 */

/** Pseudo-samples, spread like the prior, added to each value's counts: keeps every logarithm finite. */
const PSEUDO_COUNT = 0.5;

/**
 * log p(y|x) from frequencies, `(n(x,y) + α p(y)) / (n(x) + α)` with α = 0.5, p(y) the class's share, and the
 * sample itself left out of the counts n.
 *
 * @param codes `[N]` value of each sample, 0 … values-1
 * @param held  samples to score
 * @returns `[held, C]` log-probabilities, nats
 */
export function frequencyLogProbabilities(
  codes: Int32Array,
  values: number,
  classIndex: Int32Array,
  classes: number,
  held: Int32Array,
): Float64Array {
  const joint = new Float64Array(values * classes);
  const ofValue = new Float64Array(values);
  const prior = new Float64Array(classes);
  classIndex.forEach((label, sample) => {
    joint[codes[sample]! * classes + label]! += 1;
    ofValue[codes[sample]!]! += 1;
    prior[label]! += 1 / classIndex.length;
  });
  const logProbabilities = new Float64Array(held.length * classes);
  held.forEach((sample, row) => {
    const value = codes[sample]!;
    for (let c = 0; c < classes; c += 1) {
      const others = joint[value * classes + c]! - (classIndex[sample] === c ? 1 : 0);
      logProbabilities[row * classes + c] = Math.log(
        (others + PSEUDO_COUNT * prior[c]!) / (ofValue[value]! - 1 + PSEUDO_COUNT),
      );
    }
  });
  return logProbabilities;
}

/**
 * Of how many held samples the class is the most frequent one of their value, over all samples; classes as frequent
 * as each other share. It is what frequencies get right. Their scores do not tell: a sample left out of its own count
 * makes its class the less frequent one wherever two are equal.
 */
export function mostFrequentCount(
  codes: Int32Array,
  values: number,
  classIndex: Int32Array,
  classes: number,
  held: Int32Array,
): number {
  const joint = new Float64Array(values * classes);
  classIndex.forEach((label, sample) => (joint[codes[sample]! * classes + label]! += 1));
  const most = Array.from({ length: values }, (_, value) => {
    const counts = joint.subarray(value * classes, (value + 1) * classes);
    const count = Math.max(...counts);
    return { count, sharedBy: counts.filter((other) => other === count).length };
  });
  return held.reduce((right, sample) => {
    const value = codes[sample]!;
    const { count, sharedBy } = most[value]!;
    return right + (joint[value * classes + classIndex[sample]!] === count ? 1 / sharedBy : 0);
  }, 0);
}

/**
 * Surprisal −log p(x) from frequencies, `p(x) = (n(x) + α/V) / (n + α)` with α = 0.5 and V the number of
 * values, the sample itself left out of the counts; nats.
 *
 * @returns `[held]`
 */
export function frequencySurprisal(codes: Int32Array, values: number, held: Int32Array): Float64Array {
  const counts = new Float64Array(values);
  for (const value of codes) counts[value]! += 1;
  return Float64Array.from(
    held,
    (sample) =>
      -Math.log((counts[codes[sample]!]! - 1 + PSEUDO_COUNT / values) / (codes.length - 1 + PSEUDO_COUNT)),
  );
}
