import { dealByClass, splitByFold } from '../estimation/folds.js';
import { Random } from '../estimation/random.js';
import { bestSingle } from './best-single.js';
import { checkEnsemble } from './check-ensemble.js';
import { compareScores, type Comparison } from './compare-scores.js';
import { fitEnsemble, type FitOptions, type FittedEnsemble } from './fit-ensemble.js';
import { gateFeatures } from './gate-features.js';
import type { InteractionSamples } from './interaction-aware.js';
import { estimateMean, type MeanEstimate } from './mean-estimate.js';
import { mixModels } from './mix-models.js';
import { predictEnsemble } from './predict-ensemble.js';
import type { Predictions } from './predictions.type.js';
import { sampleScores, type SampleScores } from './sample-scores.js';

export interface EnsembleOptions extends FitOptions {
  /** K ≥ 2 */
  readonly folds: number;
  readonly seed: number;
}

export const DEFAULT_ENSEMBLE: EnsembleOptions = {
  method: 'stacking',
  criterion: 'logLoss',
  rounds: 50,
  folds: 5,
  seed: 0,
};

export interface EnsembleSelection {
  /** Fitted to all samples: what to use on others. */
  readonly fitted: FittedEnsemble;
  /** Of ensembles fitted without the sample's fold, as are all scores here. */
  readonly heldOut: HeldOutScores;
  readonly bestSingle: HeldOutScores & {
    /** The best on all samples. */
    readonly model: number;
    /** `[K]` the model that was the best on the other folds' samples, and is scored on this one's. */
    readonly modelByFold: Int32Array;
  };
  /** All models with equal weights. */
  readonly uniform: HeldOutScores;
  readonly againstBestSingle: Comparison;
  readonly againstUniform: Comparison;
  /** `[N]` 0 … K−1 */
  readonly foldOf: Int32Array;
  /** `[N, C]` held-out probabilities of the ensemble, which `heldOut` is of. */
  readonly probabilities: Float32Array;
}

export interface HeldOutScores {
  /** Nats. */
  readonly logLoss: MeanEstimate;
  readonly accuracy: MeanEstimate;
  /** Expected calibration error of the most probable class, 0 … 1. */
  readonly calibrationError: number;
}

/**
 * An ensemble of the models, and what it is worth on samples that nothing about it was chosen by: in each of K folds,
 * stratified by class, everything is fitted to the other folds' samples, the choice of the best single model too. The
 * models' own predictions should be of samples that they were not trained on.
 *
 * Depends on the arguments alone: one seed gives one result.
 *
 * @param strata `[N]` 0 … 3 for a dominating r, u1, u2 or s, −1 for none; read by `interaction-aware` only
 * @throws InputFailure see {@link checkEnsemble}
 */
export async function selectEnsemble(
  predictions: Predictions,
  strata: Int32Array,
  options: Partial<EnsembleOptions> = {},
): Promise<EnsembleSelection> {
  const settings = { ...DEFAULT_ENSEMBLE, ...options };
  const { method, criterion, folds, rounds, seed } = settings;
  checkEnsemble(predictions, strata, folds, rounds);
  const { models, labels } = predictions;
  const samples: InteractionSamples = {
    predictions,
    strata,
    features:
      method === 'interaction-aware'
        ? gateFeatures(predictions)
        : { rows: labels.length, columns: 0, data: new Float32Array() },
  };
  const foldOf = dealByClass(labels, folds, new Random(seed, 'ensemble/folds'));
  const probabilities = new Float32Array(models[0]!.probabilities.length);
  const ofSingle = new Float32Array(probabilities.length);
  const modelByFold = new Int32Array(folds);
  for (let fold = 0; fold < folds; fold += 1) {
    const { training, held } = splitByFold(foldOf, fold);
    const random = new Random(seed, `ensemble/fold-${String(fold)}`);
    const fitted = await fitEnsemble(samples, training, settings, random);
    predictEnsemble(fitted, samples, held, probabilities);
    const single = bestSingle(predictions, training, criterion);
    const alone = only(single, models.length);
    mixModels(predictions, held, () => alone, ofSingle);
    modelByFold[fold] = single;
  }
  const all = Int32Array.from(labels, (_, sample) => sample);
  const ofUniform = new Float32Array(probabilities.length);
  const equal = new Float64Array(models.length).fill(1 / models.length);
  mixModels(predictions, all, () => equal, ofUniform);
  const scores = sampleScores(probabilities, predictions, all);
  const singleScores = sampleScores(ofSingle, predictions, all);
  const uniformScores = sampleScores(ofUniform, predictions, all);
  return {
    fitted: await fitEnsemble(samples, all, settings, new Random(seed, 'ensemble/all')),
    heldOut: summarize(scores),
    bestSingle: {
      ...summarize(singleScores),
      model: bestSingle(predictions, all, criterion),
      modelByFold,
    },
    uniform: summarize(uniformScores),
    againstBestSingle: compareScores(scores, singleScores),
    againstUniform: compareScores(scores, uniformScores),
    foldOf,
    probabilities,
  };
}

function summarize({ logLosses, rightAnswers, calibrationError }: SampleScores): HeldOutScores {
  return { logLoss: estimateMean(logLosses), accuracy: estimateMean(rightAnswers), calibrationError };
}

function only(model: number, models: number): Float64Array {
  return Float64Array.from({ length: models }, (_, m) => (m === model ? 1 : 0));
}
