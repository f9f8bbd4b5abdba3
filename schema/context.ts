import DataLoader from 'dataloader';
import type { Workspace } from '../src/actions/workspace.js';
import type { DatasetRecord } from '../src/store/datasets.js';
import type { KnownDatasets } from '../src/store/known-datasets.js';

/** What every resolver of one operation shares. */
export interface GraphContext {
  readonly workspace: Workspace;
  /** Datasets of runs by id, read together and once an operation. */
  readonly datasets: DataLoader<string, DatasetRecord | null>;
  /** Fires when the server closes: subscriptions end then. */
  readonly closing: AbortSignal;
}

export function graphContext(
  workspace: Workspace,
  datasets: KnownDatasets,
  closing: AbortSignal,
): GraphContext {
  return {
    workspace,
    closing,
    datasets: new DataLoader((ids) => datasets.byId(ids)),
  };
}
