import type { EstimationConfig } from '../estimation/config.js';
import type { Step } from '../estimation/steps.js';
import type { EstimationRun, Prisma } from './generated/client.js';
import { isUuid } from './is-uuid.js';
import type { Store, Transaction } from './open-store.js';
import { appendRunEvent } from './run-events.js';

export type RunRecord = EstimationRun;

export interface NewRun {
  readonly id: string;
  readonly datasetId: string;
  readonly firstModality: number;
  readonly secondModality: number;
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly idempotencyKey: string | null;
  readonly engine: string;
  readonly codeVersion: string;
  readonly steps: readonly Step[];
}

/** Stores a queued run, its steps and its first event. */
export async function insertRun(transaction: Transaction, run: NewRun): Promise<void> {
  const { steps, config, ...row } = run;
  await transaction.estimationRun.create({
    data: {
      ...row,
      preset: config.preset,
      config: config as unknown as Prisma.InputJsonObject, // plain data; only its type is read-only
      nodeVersion: process.version,
    },
  });
  await transaction.runStep.createMany({
    data: steps.map((step, position) => ({
      runId: run.id,
      position,
      name: step.name,
      kind: step.kind,
      weight: step.weight,
      subject: 'subject' in step ? step.subject : null,
      fold: 'fold' in step ? step.fold : null,
      repetition: 'repetition' in step ? step.repetition : null,
      permutation: 'permutation' in step ? step.permutation : null,
    })),
  });
  await appendRunEvent(transaction, run.id, { type: 'QUEUED', message: 'The run is queued.' });
}

export async function findRun(store: Store, id: string): Promise<RunRecord | null> {
  return isUuid(id) ? store.prisma.estimationRun.findUnique({ where: { id } }) : null;
}

export async function findRunByKey(store: Store, idempotencyKey: string): Promise<RunRecord | null> {
  return store.prisma.estimationRun.findUnique({ where: { idempotencyKey } });
}
