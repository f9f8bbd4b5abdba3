import { InputFailure } from '../domain/failure.js';
import {
  COMPONENT_NAMES,
  presentationFor,
  type ComponentName,
  type MethodName,
} from '../domain/interaction-filter.js';
import { logClassPrior } from '../estimation/classifiers/pointwise-information.js';
import type { CapturedSynergy } from '../estimation/own-models/captured-synergy.js';
import type { ModelQuality } from '../estimation/own-models/model-quality.js';
import { classIndexOf } from '../store/datasets.js';
import { readShownComponents } from '../store/interactions/shown-components.js';
import type { ModelRecord } from '../store/models.js';
import { shownConfig } from '../store/shown-config.js';
import type { RunRecord } from '../store/runs.js';
import { answerOfThread } from './answer-of-thread.js';
import type { AssessmentAnswer, AssessmentTask } from './assessment-thread.js';
import { requireCompleted } from './export-interactions.js';
import { requireDatasetOf } from './require-dataset.js';
import type { Workspace } from './workspace.js';

/** How the run's components are shown; they decide strata and synergy. */
export interface AssessmentView {
  readonly method: MethodName;
  readonly adjusted: boolean;
}

/** A model set against a run of the same dataset; information in nats. */
export interface ModelAssessment {
  /** By the samples' dominant component, those without one last; strata without samples are left out. */
  readonly strata: readonly (ModelQuality & { readonly dominant: ComponentName | null })[];
  /** In the order of the dataset's classes. */
  readonly classes: readonly (ModelQuality & { readonly label: string })[];
  readonly captured: CapturedSynergy;
  readonly capturedByClass: readonly (CapturedSynergy & { readonly label: string })[];
}

/**
 * How good a model is on each kind of sample, and how much of the synergy that a run found it captures. All numbers are
 * made on a thread of their own.
 *
 * @throws InputFailure MODEL_OF_OTHER_DATASET, RUN_NOT_COMPLETE, TOO_MANY_EXPORTS
 */
export async function assessModel(
  { store, blobs }: Workspace,
  model: ModelRecord,
  run: RunRecord,
  { method, adjusted }: AssessmentView,
): Promise<ModelAssessment> {
  if (run.datasetId !== model.datasetId) {
    throw new InputFailure(
      'MODEL_OF_OTHER_DATASET',
      `The model "${model.name}" predicts another dataset than that of the run ${run.id}; expected a run of the model's dataset.`,
      'runId',
    );
  }
  requireCompleted(run);
  const dataset = await requireDatasetOf(store, run);
  const presentation = presentationFor(run, { method, adjusted });
  const { count, columns } = await readShownComponents(store, { run, dataset, filter: {}, presentation });
  if (count !== dataset.sampleCount) {
    throw new Error(`run ${run.id} has ${String(count)} records of ${String(dataset.sampleCount)} samples`);
  }
  const classIndex = await classIndexOf(store, dataset);
  const labels = dataset.classes.map(({ label }) => label);
  const shares = logClassPrior(classIndex, labels.length);
  const { prior } = shownConfig(run);
  const task: AssessmentTask = {
    predictions: await blobs.get(model.sha256),
    classIndex,
    logPrior: prior === 'uniform' ? shares.fill(-Math.log(labels.length)) : shares,
    columns,
  };
  const answer = await answerOfThread<AssessmentAnswer>('src/actions/assessment-thread.js', task);
  const { strata, classes, captured } = answer;
  return {
    strata: [...COMPONENT_NAMES, null].flatMap((dominant, at) =>
      strata[at]!.count === 0 ? [] : [{ dominant, ...strata[at]! }],
    ),
    classes: labels.map((label, at) => ({ label, ...classes[at]! })),
    captured: captured.all,
    capturedByClass: labels.map((label, at) => ({ label, ...captured.classes[at]! })),
  };
}
