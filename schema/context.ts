import DataLoader from 'dataloader';
import type { Workspace } from '../src/actions/workspace.js';
import type { Client } from '../src/domain/role.js';
import type { DatasetRecord } from '../src/store/datasets.js';
import type { KnownDatasets } from '../src/store/known-datasets.js';

/** What every resolver of one operation shares. */
export interface GraphContext {
  readonly workspace: Workspace;
  /** Datasets of runs by id, read together and once an operation. */
  readonly datasets: DataLoader<string, DatasetRecord | null>;
  readonly client: Client;
  /** Of the operation, beside the most it may cost; null where it was not measured. */
  readonly cost: number | null;
  /** Fires when the server closes: subscriptions end then. */
  readonly closing: AbortSignal;
}

/** What all operations of a server share. */
export interface Served {
  readonly workspace: Workspace;
  readonly datasets: KnownDatasets;
  readonly closing: AbortSignal;
}

export function graphContext(
  { workspace, datasets, closing }: Served,
  client: Client,
  cost: number | null,
): GraphContext {
  return {
    workspace,
    closing,
    client,
    cost,
    datasets: new DataLoader((ids) => datasets.byId(ids)),
  };
}
