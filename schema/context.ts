import DataLoader from 'dataloader';
import type { Workspace } from '../src/actions/workspace.js';
import type { Client } from '../src/domain/role.js';
import type { DatasetRecord } from '../src/store/datasets.js';
import type { KnownDatasets } from '../src/store/known-datasets.js';
import type { KnownRuns } from '../src/store/known-runs.js';
import type { RunRecord } from '../src/store/runs.js';
import type { AnswerParts } from './shared/answer-parts.js';

/** What every resolver of one operation shares. */
export interface GraphContext {
  readonly workspace: Workspace;
  /** Datasets of runs by id, read together and once an operation. */
  readonly datasets: DataLoader<string, DatasetRecord | null>;
  /** Runs by id, likewise. */
  readonly runs: DataLoader<string, RunRecord | null>;
  /** To be called once a run was deleted. */
  readonly forgetRun: (id: string) => void;
  readonly client: Client;
  /** Of the operation, beside the most it may cost; null where it was not measured. */
  readonly cost: number | null;
  /** Takes what the database has written as JSON; null where nobody would put it in. */
  readonly parts: AnswerParts | null;
  /** Fires when the server closes: subscriptions end then. */
  readonly closing: AbortSignal;
}

/** What all operations of a server share. */
export interface Served {
  readonly workspace: Workspace;
  readonly datasets: KnownDatasets;
  readonly runs: KnownRuns;
  readonly closing: AbortSignal;
}

export function graphContext(
  { workspace, datasets, runs, closing }: Served,
  client: Client,
  cost: number | null,
  parts: AnswerParts | null = null,
): GraphContext {
  return {
    workspace,
    closing,
    client,
    cost,
    parts,
    datasets: new DataLoader((ids) => datasets.byId(ids)),
    runs: new DataLoader((ids) => runs.byId(ids)),
    forgetRun: (id) => runs.forget(id),
  };
}
