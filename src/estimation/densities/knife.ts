import type { Engine, KnifeParameters, Standardized } from '../engine.js';
import { mean } from '../mean.js';
import type { Random } from '../random.js';
import { named } from '../step-observer.js';

/** How a KNIFE density is trained. */
export interface KnifeTraining {
  /** Rows a gradient step averages over. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly maxEpochs: number;
  /** Epochs without progress on the validation rows before training ends; null: never before `maxEpochs`. */
  readonly patience: number | null;
  /** Epoch after which the learning rate is a tenth; null: never. */
  readonly decayAfterEpoch: number | null;
  /** Largest |log D|. */
  readonly scaleLimit: number;
}

/** A trained KNIFE density. */
export interface KnifeFit {
  readonly parameters: KnifeParameters;
  /** Epochs behind the parameters; 0 when the start was not improved on. */
  readonly epochs: number;
  /** Mean surprisal of the validation rows, nats, in standardised units; null without such rows. */
  readonly validationSurprisal: number | null;
}

/** Smaller improvements of the mean validation surprisal (nats) do not count as progress. */
const LEAST_IMPROVEMENT = 1e-4;
const DECAY = 0.1;

/**
 * Trains a KNIFE density from `initial` by gradient steps.
 *
 * With validation rows the parameters are those of the best epoch, the start counting as one: a density that
 * is refined never becomes worse on them. Without, they are those after `maxEpochs` (the published schedule:
 * 30 epochs of batches of 32 at 1e-3, a tenth of it after epoch 20).
 *
 * @param validation rows set aside, or null; with no rows in it nothing can be told from the start
 * @throws Error when a batch's surprisal is not finite
 */
export async function trainKnife(
  engine: Engine,
  features: Standardized,
  validation: Standardized | null,
  initial: KnifeParameters,
  training: KnifeTraining,
  random: Random,
): Promise<KnifeFit> {
  const { batchSize, scaleLimit, maxEpochs, patience } = training;
  if (validation?.rows === 0) return { parameters: initial, epochs: 0, validationSurprisal: null };
  const session = await engine.openKnife({ features, batchSize, scaleLimit }, initial);
  try {
    const order = random.permutation(features.rows);
    const observer = named(`knife-${String(initial.components)}`, engine.observer);
    const validationSurprisal = async (): Promise<number | null> =>
      validation && mean(await session.surprisal(validation));
    let best: KnifeFit = { parameters: initial, epochs: 0, validationSurprisal: await validationSurprisal() };
    for (let epoch = 1; epoch <= maxEpochs; epoch += 1) {
      await session.trainEpoch(random.shuffle(order), rateOf(epoch, training));
      const surprisal = await validationSurprisal();
      observer.epoch(epoch, surprisal, epoch / maxEpochs);
      if (isProgress(surprisal, best.validationSurprisal)) {
        best = { parameters: await session.parameters(), epochs: epoch, validationSurprisal: surprisal };
      } else if (patience !== null && epoch - best.epochs >= patience) {
        break;
      }
    }
    return best;
  } finally {
    await session.close();
  }
}

function rateOf(epoch: number, { learningRate, decayAfterEpoch }: KnifeTraining): number {
  return decayAfterEpoch !== null && epoch > decayAfterEpoch ? learningRate * DECAY : learningRate;
}

/** Without validation rows every epoch counts as one. */
function isProgress(surprisal: number | null, best: number | null): boolean {
  return surprisal === null || best === null || surprisal < best - LEAST_IMPROVEMENT;
}
