import type { CandidateName, ClassifierConfig } from '../config.js';
import type { Engine, Standardized } from '../engine.js';
import { fitLogistic } from './logistic-fit.js';
import { addLogProbabilities } from '../log-softmax.js';
import { fitPerceptrons } from './perceptron-fit.js';

/** The candidates' scores of the held rows, and how their training went. */
export interface ClassifierFit {
  /** `[held, K·C]` log-probabilities, candidate after candidate (those of averaged models not renormalised). */
  readonly logProbabilities: Float64Array;
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

/**
 * Fits every candidate to the training rows and scores the held rows with each.
 *
 * @param labels `[training]`
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitClassifier(
  engine: Engine,
  config: ClassifierConfig,
  training: Standardized,
  labels: Int32Array,
  classes: number,
  held: Standardized,
  seed: number,
  stream: string,
): Promise<ClassifierFit> {
  const count = config.candidates.length;
  const logProbabilities = new Float64Array(held.rows * count * classes);
  const diagnostics: Record<string, unknown> = {};
  for (const [at, name] of config.candidates.entries()) {
    const fit = await fitCandidate(engine, config, name, training, labels, classes, held, seed, stream);
    diagnostics[name] = fit.diagnostics;
    for (let row = 0; row < held.rows; row += 1) {
      const scores = fit.logProbabilities.subarray(row * classes, (row + 1) * classes);
      logProbabilities.set(scores, (row * count + at) * classes);
    }
  }
  return { logProbabilities, diagnostics };
}

async function fitCandidate(
  engine: Engine,
  config: ClassifierConfig,
  name: CandidateName,
  training: Standardized,
  labels: Int32Array,
  classes: number,
  held: Standardized,
  seed: number,
  stream: string,
): Promise<ClassifierFit> {
  if (name === 'perceptron') {
    const fit = await fitPerceptrons(
      engine,
      config.perceptron,
      training,
      labels,
      classes,
      held,
      seed,
      stream, // prettier-ignore
    );
    const { logProbabilities, epochs, validationLoss } = fit;
    const { patience, maxEpochs } = config.perceptron;
    const stoppedAtLastEpoch = patience === null ? 0 : epochs.filter((epoch) => epoch >= maxEpochs).length;
    return { logProbabilities, diagnostics: { epochs, validationLoss, stoppedAtLastEpoch } };
  }
  const kind = name === 'logistic' ? 'ridge' : 'lasso';
  const { logits, ...diagnostics } = await fitLogistic(
    engine,
    config.logistic,
    kind,
    training,
    labels,
    classes,
    held,
    seed,
    `${stream}/${name}`, // prettier-ignore
  );
  const logProbabilities = new Float64Array(logits.length);
  addLogProbabilities(logProbabilities, logits, classes, 1);
  return { logProbabilities, diagnostics };
}
