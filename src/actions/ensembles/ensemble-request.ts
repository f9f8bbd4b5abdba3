import { InputFailure } from '../../domain/failure.js';
import type { MethodName } from '../../domain/interaction-filter.js';
import type { EnsembleOptions } from '../../ensemble/select-ensemble.js';
import { datasetsById } from '../../store/datasets.js';
import type { Store } from '../../store/open-store.js';
import { requireModel } from '../require-model.js';
import { requireRun } from '../require-run.js';
import { requireSubset } from '../subsets/require-subset.js';
import type { EnsembleRequest } from './save-ensemble.js';

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
  const models = await Promise.all(modelNames.map((model) => requireModel(store, model, 'models')));
  const [first] = models;
  if (!first)
    throw new InputFailure('BAD_ENSEMBLE', 'An ensemble is selected from 2 to 200 models, got 0.', 'models');
  const [dataset] = await datasetsById(store, [first.datasetId]);
  if (!dataset) throw new Error(`the dataset of model ${first.id} was deleted while it was read`);
  return {
    name,
    dataset,
    models,
    subset: subset === null ? null : await requireSubset(store, subset, 'subset'),
    strata: runId === null ? null : { run: await requireRun(store, runId, 'runId'), method, adjusted },
    options,
  };
}
