import type { EstimationConfig } from '../estimation/config.js';
import type { PlannedStep } from '../estimation/steps.js';
import { Prisma, type EstimationRun } from './generated/client.js';
import { isUuid } from './is-uuid.js';
import type { Store, Transaction } from './open-store.js';
import { appendRunEvent } from './run-events.js';
import { queryRows } from './prepared.js';
import { queueReadySteps } from './step-queue.js';

export type RunRecord = EstimationRun;

export interface NewRun {
  readonly id: string;
  readonly datasetId: string;
  readonly firstModality: number;
  readonly secondModality: number;
  readonly config: EstimationConfig;
  readonly seed: number;
  readonly idempotencyKey: string | null;
  readonly tenant: string;
  /** The only one that may compute it, or null. */
  readonly requiredEngine: string | null;
  /** Bytes its features take of a worker's memory. */
  readonly featureMemory: number;
  readonly engine: string;
  readonly codeVersion: string;
  readonly steps: readonly NewStep[];
}

/** With the bytes it takes of a worker's memory besides the features. */
export type NewStep = PlannedStep & { readonly memory: number };

/** Stores a queued run, its steps and its first event, and queues the steps that need nothing. */
export async function insertRun(transaction: Transaction, run: NewRun): Promise<void> {
  const { steps, config, ...row } = run;
  await transaction.estimationRun.create({
    data: {
      ...row,
      featureMemory: BigInt(run.featureMemory),
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
      needs: [...step.needs],
      cost: step.cost,
      memory: BigInt(Math.ceil(step.memory)),
      subject: 'subject' in step ? step.subject : null,
      fold: 'fold' in step ? step.fold : null,
      repetition: 'repetition' in step ? step.repetition : null,
      permutation: 'permutation' in step ? step.permutation : null,
    })),
  });
  await appendRunEvent(transaction, run.id, { type: 'QUEUED', message: 'The run is queued.' });
  await queueReadySteps(transaction, run.id, true);
}

export async function findRun(store: Store, id: string): Promise<RunRecord | null> {
  const [run] = await findRuns(store, [id]);
  return run!;
}

/**
 * Runs by id, in the order asked for; null for those that are not there. Nearly every query begins with this one: a
 * prepared statement takes a third of the client's time.
 */
export async function findRuns(store: Store, ids: readonly string[]): Promise<(RunRecord | null)[]> {
  const uuids = ids.map((id) => id.toLowerCase()).filter(isUuid);
  if (uuids.length === 0) return ids.map(() => null);
  const rows = await queryRows<Omit<RunRecord, 'featureMemory'> & { featureMemory: string }>(
    store,
    Prisma.sql`SELECT id, dataset_id AS "datasetId", first_modality AS "firstModality",
      second_modality AS "secondModality", preset, config, seed, idempotency_key AS "idempotencyKey", tenant,
      required_engine AS "requiredEngine", feature_memory AS "featureMemory", status, progress,
      remaining_seconds AS "remainingSeconds", error_code AS "errorCode", error, created_at AS "createdAt",
      started_at AS "startedAt", finished_at AS "finishedAt", idle_seconds AS "idleSeconds",
      last_sequence AS "lastSequence", engine,
      code_version AS "codeVersion", node_version AS "nodeVersion", adjustment_offset AS "adjustmentOffset",
      adjustment_rule AS "adjustmentRule", summary
    FROM estimation_runs WHERE id = ANY (${uuids}::uuid[])`,
  );
  const runs = new Map(rows.map((run) => [run.id, { ...run, featureMemory: BigInt(run.featureMemory) }]));
  return ids.map((id) => runs.get(id.toLowerCase()) ?? null);
}

export async function findRunByKey(store: Store, idempotencyKey: string): Promise<RunRecord | null> {
  return store.prisma.estimationRun.findUnique({ where: { idempotencyKey } });
}
