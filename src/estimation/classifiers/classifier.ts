import type { CandidateName, ClassifierConfig } from '../config.js';
import { watched, type Engine } from '../engine.js';
import type { FoldData } from './fold-data.type.js';
import { fitLogistic } from './logistic-fit.js';
import { addLogProbabilities } from '../log-softmax.js';
import { fitPerceptrons } from './perceptron-fit.js';
import { candidateCosts } from '../step-cost.js';
import { observeParts } from '../step-observer.js';

/** The candidates' scores of the held rows, and how their training went. */
export interface ClassifierFit {
  /** `[held, K·C]` log-probabilities, candidate after candidate (those of averaged models not renormalised). */
  readonly logProbabilities: Float64Array;
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

/**
 * Fits every candidate to the training rows and scores the held rows with each.
 *
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitClassifier(
  engine: Engine,
  config: ClassifierConfig,
  data: FoldData,
  seed: number,
  stream: string,
): Promise<ClassifierFit> {
  const { classes, held } = data;
  const count = config.candidates.length;
  const logProbabilities = new Float64Array(held.rows * count * classes);
  const diagnostics: Record<string, unknown> = {};
  const parts = observeParts(engine.observer, candidateCosts(config, data.training.columns, classes));
  for (const [at, name] of config.candidates.entries()) {
    const fit = await fitCandidate(watched(engine, parts[at]!), config, name, data, seed, stream);
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
  data: FoldData,
  seed: number,
  stream: string,
): Promise<ClassifierFit> {
  if (name === 'perceptron') {
    const fit = await fitPerceptrons(engine, config.perceptron, data, seed, stream);
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
    data,
    seed,
    `${stream}/${name}`,
  );
  const logProbabilities = new Float64Array(logits.length);
  addLogProbabilities(logProbabilities, logits, data.classes, 1);
  return { logProbabilities, diagnostics };
}
