import { addLogProbabilities } from '../../src/estimation/log-softmax.js';
import { Random } from '../../src/estimation/random.js';
import type { Subject } from '../../src/estimation/steps.js';
import { fitTemperature } from '../../src/estimation/classifiers/temperature.js';
import { topShare } from './top-share.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/** A classifier of known accuracy. */
export interface CorruptedPosteriors {
  /** `[N, C]` log p(y|x), normalised, nats. */
  readonly logProbabilities: Float64Array;
  /** Share of samples whose own label is the most probable, within 2/N or so of what was asked for. */
  readonly accuracy: number;
  /** Standard deviation of the noise in the logits. */
  readonly spread: number;
  /** What the noisy logits were divided by. */
  readonly temperature: number;
}

/**
 * Class log-probabilities of a given accuracy: the exact log-posteriors plus independent Gaussian noise in
 * every logit, just enough of it to bring the accuracy on these samples down to `accuracy`, then one
 * temperature fitted to the labels. On {@link gaussianClasses} this is a Bayes-optimal classifier that sees
 * the features through more noise: less accurate, still calibrated. With `calibrated` false the temperature
 * stays 1, which makes an overconfident classifier of the same accuracy.
 *
 * @throws Error when the exact posteriors are not finite, less accurate than asked for, or no noise is
 *   enough: accuracies lie between chance and the exact one
 */
export function corruptedPosteriors(
  dataset: PlantedDataset,
  subject: Subject,
  accuracy: number,
  seed: number,
  calibrated = true,
): CorruptedPosteriors {
  const { classIndex, classes } = dataset;
  const exact = dataset.logPosteriors[subject];
  if (!exact.every(Number.isFinite)) throw new Error(`${subject}: expected finite log-posteriors`);
  const best = topShare(exact, classIndex, classes);
  if (!(accuracy <= best)) {
    throw new Error(`accuracy: expected at most that of the exact posteriors, ${best}, got ${accuracy}`);
  }
  const random = new Random(seed, `validation/corrupted/${subject}`);
  const noise = exact.map(() => random.normal());
  const noisy = (spread: number): Float64Array => exact.map((value, at) => value + spread * noise[at]!);
  const reached = (spread: number): number => topShare(noisy(spread), classIndex, classes);
  const spread = smallestSpread(reached, accuracy);
  const logits = noisy(spread);
  const temperature = calibrated ? widelyFittedTemperature(logits, classIndex, classes) : 1;
  const logProbabilities = new Float64Array(logits.length);
  addLogProbabilities(logProbabilities, logits.map((value) => value / temperature), classes, 1); // prettier-ignore
  return { logProbabilities, accuracy: reached(spread), spread, temperature };
}

/** More noise than any logit of these datasets has signal. */
const LARGEST_SPREAD = 1e6;

/** Where the accuracy, falling with the noise but for single samples, crosses what is asked for. */
function smallestSpread(reached: (spread: number) => number, accuracy: number): number {
  if (reached(0) === accuracy) return 0;
  let high = 1;
  while (reached(high) > accuracy) {
    high *= 2;
    if (high > LARGEST_SPREAD) throw new Error(`accuracy: ${accuracy} lies below chance`);
  }
  let low = 0;
  for (let halving = 0; halving < 40; halving += 1) {
    const middle = (low + high) / 2;
    if (reached(middle) > accuracy) low = middle;
    else high = middle;
  }
  return high;
}

/** Rounds of a fit that is bounded by 0.1 and 10: enough for temperatures from 1e-6 to 1e6. */
const TEMPERATURE_ROUNDS = 6;

function widelyFittedTemperature(logits: Float64Array, labels: Int32Array, classes: number): number {
  let temperature = 1;
  for (let round = 0; round < TEMPERATURE_ROUNDS; round += 1) {
    const more = fitTemperature(logits.map((value) => value / temperature), labels, classes); // prettier-ignore
    temperature *= more;
    if (more > 0.11 && more < 9) break; // inside the bounds: this is the minimum
  }
  return temperature;
}
