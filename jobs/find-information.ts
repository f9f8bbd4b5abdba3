import type { PointwiseInformation } from '../src/estimation/classifiers/pointwise-information.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { ScoredStep } from '../src/estimation/decompose.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import { SUBJECTS, type Subject } from '../src/estimation/steps.js';
import { allAtOnce } from './all-at-once.js';
import type { StepThreads } from './step-threads.js';
import type { Timed } from './step-task.js';

/** What finding information depends on besides scores. */
export interface InformationRequest {
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly labels: Pick<RunFeatures, 'classIndex' | 'classes'>;
}

/** Scores of a subject up to which all subjects are in memory together: 100 MB of them, and some copies. */
const FEW_SCORES = 2 ** 22;

/**
 * Every subject's information in one repetition, each by a task of its own. Where scores are many it is one subject at a
 * time, for this is the peak of a run's memory: of a million samples, a hundred classes and three candidates 1.2 GB of
 * scores in float32, and in the thread 2.4 GB joined in float64 and .8 GB pooled.
 *
 * @param scoresOf the subject's classifiers and what they scored
 */
export async function findInformation(
  threads: StepThreads,
  request: InformationRequest,
  scoresOf: (subject: Subject) => Promise<readonly ScoredStep[]>,
  signal: AbortSignal,
): Promise<Timed<Readonly<Record<Subject, PointwiseInformation>>>> {
  const information: Partial<Record<Subject, PointwiseInformation>> = {};
  let seconds = 0;
  const find = async (subject: Subject, either: AbortSignal): Promise<void> => {
    const scored = await scoresOf(subject);
    const answer = await threads.run({ kind: 'information', ...request, subject, scored }, either);
    information[subject] = answer.result;
    seconds += answer.seconds;
  };
  const { config, labels } = request;
  const scores = labels.classIndex.length * labels.classes * config.classifier.candidates.length;
  if (scores <= FEW_SCORES) await allAtOnce(SUBJECTS, signal, find);
  else for (const subject of SUBJECTS) await find(subject, signal);
  return { result: information as Record<Subject, PointwiseInformation>, seconds };
}
