import { InputFailure } from '../../domain/failure.js';
import type { MethodName } from '../../domain/interaction-filter.js';
import type { EnsembleOptions } from '../../ensemble/select-ensemble.js';
import { datasetsById } from '../../store/datasets.js';
import type { Store } from '../../store/open-store.js';
import { requireModel } from '../require-model.js';
import { requireRun } from '../require-run.js';
import { requireSubset } from '../subsets/require-subset.js';
import type { EnsembleRequest } from './save-ensemble.js';

const MOST_MODELS = 200;

/** By their ids, or by names that are unambiguous. */
export interface NamedParts {
  readonly runId: string | null;
  readonly method: MethodName;
  readonly adjusted: boolean;
  readonly subset: string | null;
}

/**
 * What is asked for by name, found.
 *
 * @throws InputFailure MODEL_NOT_FOUND, SUBSET_NOT_FOUND, RUN_NOT_FOUND, AMBIGUOUS_NAME, BAD_ENSEMBLE
 */
export async function ensembleRequest(
  store: Store,
  name: string,
  modelNames: readonly string[],
  { runId, method, adjusted, subset }: NamedParts,
  options: EnsembleOptions,
): Promise<EnsembleRequest> {
  if (modelNames.length < 2 || modelNames.length > MOST_MODELS) {
    throw new InputFailure(
      'BAD_ENSEMBLE',
      `An ensemble is selected from 2 to ${String(MOST_MODELS)} models, got ${String(modelNames.length)}.`,
      'models',
    );
  }
  const models = await Promise.all(modelNames.map((model) => requireModel(store, model, 'models')));
  const { datasetId } = models[0]!;
  const [dataset] = await datasetsById(store, [datasetId]);
  if (!dataset) throw new Error(`dataset ${datasetId} was deleted while its models were read`);
  return {
    name,
    dataset,
    models,
    subset: subset === null ? null : await requireSubset(store, subset, 'subset'),
    strata: runId === null ? null : { run: await requireRun(store, runId, 'runId'), method, adjusted },
    options,
  };
}
