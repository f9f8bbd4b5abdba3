import type { EstimationConfig } from '../src/estimation/config.js';
import type { ClassifierFacts } from '../src/estimation/warnings/run-facts.js';
import { SUBJECTS, type Subject } from '../src/estimation/steps.js';
import type { RunStepRecord } from '../src/store/run-steps.js';
import type { ClassifierQualityRecord } from '../src/store/run-summary.js';

/** A classifier's quality as the decompose step's diagnostics keep it: JSON has no NaN, and says null. */
export interface StoredQuality extends Omit<ClassifierQualityRecord, 'candidates'> {
  readonly weights: readonly number[];
}

/** Each classifier of a run: what is stored of it, and what its warnings follow from. */
export interface SummarizedClassifier {
  readonly record: ClassifierQualityRecord;
  readonly facts: ClassifierFacts;
}

/** @param config of the run whose `steps` these are */
export function summarizeClassifiers(
  steps: readonly RunStepRecord[],
  qualities: Readonly<Record<Subject, StoredQuality>>,
  config: EstimationConfig,
): Record<Subject, SummarizedClassifier> {
  const summarized = SUBJECTS.map((subject) => {
    const ofSubject = steps.filter((step) => step.kind === 'CLASSIFIER' && step.subject === subject);
    const { weights, ...quality } = qualities[subject];
    const names = candidateNames(ofSubject, config);
    const { error, errorByChance } = quality.calibration;
    return [
      subject,
      {
        record: {
          ...quality,
          candidates: weights.map((weight, at) => ({ name: names[at] ?? 'unknown', weight })),
        },
        facts: {
          accuracy: quality.accuracy ?? NaN,
          logLoss: quality.logLoss ?? NaN,
          calibration: { error: error ?? NaN, errorByChance: errorByChance ?? NaN },
          drawnIn: drawnInOf(ofSubject),
          training: trainingOf(ofSubject),
        },
      },
    ] as const;
  });
  return Object.fromEntries(summarized) as Record<Subject, SummarizedClassifier>;
}

/** `frequency` and `supplied` models stand alone; trained ones are the configuration's candidates. */
function candidateNames(
  steps: readonly RunStepRecord[],
  { classifier }: EstimationConfig,
): readonly string[] {
  const { model } = steps[0]!.diagnostics as unknown as { model: string };
  return model === 'trained' ? classifier.candidates : [model];
}

/** Over the folds of one repetition: they hold every sample out once. */
function drawnInOf(steps: readonly RunStepRecord[]): number {
  return steps
    .filter(({ repetition }) => repetition === 0)
    .reduce((sum, { diagnostics }) => sum + ((diagnostics as { drawnIn?: number } | null)?.drawnIn ?? 0), 0);
}

/** Over all models of a subject that were trained in epochs; null where none was. */
function trainingOf(steps: readonly RunStepRecord[]): ClassifierFacts['training'] {
  let models = 0;
  let stoppedAtLastEpoch = 0;
  for (const { diagnostics } of steps) {
    const perceptron = (diagnostics as Record<string, unknown>)['perceptron'] as
      { epochs: readonly number[]; stoppedAtLastEpoch: number } | undefined;
    models += perceptron?.epochs.length ?? 0;
    stoppedAtLastEpoch += perceptron?.stoppedAtLastEpoch ?? 0;
  }
  return models === 0 ? null : { models, stoppedAtLastEpoch };
}
