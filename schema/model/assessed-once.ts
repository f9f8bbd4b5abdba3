import { assessModel, type AssessmentView, type ModelAssessment } from '../../src/actions/assess-model.js';
import { found } from '../../src/actions/require-run.js';
import type { ModelRecord } from '../../src/store/models.js';
import type { GraphContext } from '../context.js';

const assessments = new WeakMap<GraphContext, Map<string, Promise<ModelAssessment>>>();

/**
 * A model set against a run, once an operation however many of its fields ask for it: all of the run's records are read.
 *
 * @throws InputFailure RUN_NOT_FOUND, those of `assessModel`
 */
export function assessedOnce(
  model: ModelRecord,
  runId: string,
  { method, adjusted }: AssessmentView,
  context: GraphContext,
): Promise<ModelAssessment> {
  const known = assessments.get(context) ?? new Map<string, Promise<ModelAssessment>>();
  assessments.set(context, known);
  const key = JSON.stringify([model.id, runId, method, adjusted]);
  const assess = async (): Promise<ModelAssessment> => {
    const run = found(await context.runs.load(runId), runId, 'runId');
    return assessModel(context.workspace, model, run, { method, adjusted });
  };
  const assessment = known.get(key) ?? assess();
  known.set(key, assessment);
  return assessment;
}
