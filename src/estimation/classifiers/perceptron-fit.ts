import type { PerceptronConfig } from '../config.js';
import type { ClassifierParameters, ClassifierSession, Engine } from '../engine.js';
import type { FoldData } from './fold-data.type.js';
import { setAsideByClass } from '../folds.js';
import type { LabelledRows } from './labelled-rows.type.js';
import { addLogProbabilities, meanLogLoss } from '../log-softmax.js';
import { Random } from '../random.js';
import { everyRow, takeIntegers } from '../rows.js';
import { named, observeParts, type NamedObserver } from '../step-observer.js';

/** Averaged perceptrons' scores, and how their training went. */
export interface PerceptronFit {
  /** `[held, C]` log-probabilities averaged over the models (not renormalised). */
  readonly logProbabilities: Float64Array;
  /** Epochs each model trained until its best validation loss. */
  readonly epochs: readonly number[];
  /** Best validation log-loss of each model, nats; empty when trained on all rows. */
  readonly validationLoss: readonly number[];
}

/** Rows in a batch for a training set of this size: small sets need the noise of small batches. */
function batchSize(rows: number, largest: number): number {
  return Math.min(largest, Math.max(8, Math.ceil(rows / 16)));
}

/**
 * Trains `config.models` perceptrons on the training rows and averages their log-probabilities on the held rows.
 * Each stops early on its own validation rows or, with `patience` null, trains `maxEpochs` on all of them.
 *
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitPerceptrons(
  engine: Engine,
  config: PerceptronConfig,
  data: FoldData,
  seed: number,
  stream: string,
): Promise<PerceptronFit> {
  const { training, labels, classes, held } = data;
  const logProbabilities = new Float64Array(held.rows * classes);
  const epochs: number[] = [];
  const validationLoss: number[] = [];
  const parts = observeParts(engine.observer, new Array<number>(config.models).fill(1));
  for (let model = 0; model < config.models; model += 1) {
    const random = new Random(seed, `${stream}/model-${String(model)}`);
    const { fitted, validation } =
      config.patience === null
        ? { fitted: everyRow(training.rows), validation: null }
        : setAsideByClass(labels, config.validationShare, random);
    const session = await engine.openClassifier(
      {
        features: training,
        labels,
        classes,
        batchSize: batchSize(fitted.length, config.batchSize),
        weightDecay: config.weightDecay,
      },
      initialParameters(training.columns, config.hidden, classes, random),
    );
    try {
      const stopped = await train(
        session,
        config,
        { features: training, labels },
        fitted,
        validation,
        classes,
        random,
        named(`perceptron-${String(model + 1)}`, parts[model]),
      );
      epochs.push(stopped.epoch);
      if (validation) validationLoss.push(stopped.loss);
      addLogProbabilities(logProbabilities, await session.logits(held), classes, 1 / config.models);
    } finally {
      await session.close();
    }
  }
  return { logProbabilities, epochs, validationLoss };
}

/** Uniform in ±1/√fan-in, weights and biases alike (PyTorch's default for linear layers). */
function initialParameters(
  inputs: number,
  hidden: number,
  classes: number,
  random: Random,
): ClassifierParameters {
  const layer = (fanIn: number, length: number): Float64Array => {
    const bound = 1 / Math.sqrt(Math.max(1, fanIn));
    return Float64Array.from({ length }, () => (2 * random.uniform() - 1) * bound);
  };
  return {
    hidden,
    layers: [
      layer(inputs, inputs * hidden),
      layer(inputs, hidden),
      layer(hidden, hidden * hidden),
      layer(hidden, hidden),
      layer(hidden, hidden * classes),
      layer(hidden, classes),
    ],
  };
}

/** Smaller improvements of the validation loss (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;

async function train(
  session: ClassifierSession,
  config: PerceptronConfig,
  { features, labels }: LabelledRows,
  fitted: Int32Array,
  validation: Int32Array | null,
  classes: number,
  random: Random,
  observer: NamedObserver,
): Promise<{ epoch: number; loss: number }> {
  const order = takeIntegers(fitted, random.permutation(fitted.length));
  const ofValidation = validation && takeIntegers(labels, validation);
  let best = { epoch: 0, loss: Infinity };
  let bestParameters = await session.parameters();
  for (let epoch = 1; epoch <= config.maxEpochs; epoch += 1) {
    const decayed = config.decayAfterEpoch !== null && epoch > config.decayAfterEpoch;
    await session.trainEpoch(random.shuffle(order), config.learningRate * (decayed ? 0.1 : 1));
    if (!validation) {
      observer.epoch(epoch, null, epoch / config.maxEpochs);
      continue;
    }
    const loss = meanLogLoss(await session.logits(features, validation), ofValidation!, classes, 1);
    const isBetter = loss < best.loss - LEAST_IMPROVEMENT;
    // At the least it goes on until its patience ends.
    observer.epoch(epoch, loss, epoch / ((isBetter ? epoch : best.epoch) + config.patience!));
    if (isBetter) {
      best = { epoch, loss };
      bestParameters = await session.parameters();
    } else if (epoch - best.epoch >= config.patience!) {
      break;
    }
  }
  if (!validation) return { epoch: config.maxEpochs, loss: NaN };
  await session.restore(bestParameters);
  return best;
}
