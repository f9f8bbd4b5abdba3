import type { Worker } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';
import { returnLostSteps } from './return-steps.js';

/** First half of the advisory locks that workers hold; the second is their id. */
export const WORKER_LOCK = 5_217_384;

/** What a worker says of itself. */
export type WorkerDescription = Pick<Worker, 'host' | 'pid' | 'engine' | 'threads' | 'memory'>;

/** Those at work, the oldest first; one that was killed a moment ago among them. */
export function workers(store: Store): Promise<Worker[]> {
  return store.prisma.worker.findMany({ orderBy: { id: 'asc' } });
}

/** @returns a number no other worker has */
export async function newWorkerId({ prisma }: Store): Promise<number> {
  const [row] = await prisma.$queryRaw<{ id: number }[]>`
    SELECT nextval(pg_get_serial_sequence('workers', 'id'))::int AS id`;
  return row!.id;
}

/** Makes a worker known, or known again where others gave it up. */
export async function registerWorker(
  { prisma }: Store,
  id: number,
  slots: readonly string[],
  description: WorkerDescription,
): Promise<void> {
  const data = { ...description, slots: [...slots] };
  await prisma.worker.upsert({ where: { id }, create: { id, ...data }, update: data });
}

/** Workers that are registered and hold no lock: killed, cut off or about to register. */
export async function workersWithoutLock({ prisma }: Store): Promise<number[]> {
  const rows = await prisma.$queryRaw<{ id: number }[]>`
    SELECT id FROM workers WHERE NOT EXISTS (
      SELECT FROM pg_locks
      WHERE locktype = 'advisory' AND granted AND objsubid = 2
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint = ${WORKER_LOCK} AND objid::bigint = workers.id)`;
  return rows.map(({ id }) => id);
}

/**
 * Gives up a worker that holds no lock: its steps are queued again, and it can write about none of them any more.
 *
 * @returns whether it was given up; not where it came back, or another did it
 */
export function giveUpWorker(store: Store, id: number): Promise<boolean> {
  return store.prisma.$transaction(async (transaction) => {
    // Whoever holds the lock is alive; while this transaction holds it, the worker cannot come back.
    const [lock] = await transaction.$queryRaw<{ isFree: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(${WORKER_LOCK}::int, ${id}::int) AS "isFree"`;
    if (!lock!.isFree) return false;
    return removeWorker(transaction, id);
  });
}

/** Forgets a worker that ends; what it may still hold is queued again. */
export function leaveWorkers(store: Store, id: number): Promise<boolean> {
  return store.prisma.$transaction((transaction) => removeWorker(transaction, id));
}

async function removeWorker(transaction: Transaction, id: number): Promise<boolean> {
  const [worker] = await transaction.$queryRaw<{ slots: string[] }[]>`
    DELETE FROM workers WHERE id = ${id}::int RETURNING slots`;
  if (!worker) return false;
  await returnLostSteps(transaction, worker.slots);
  return true;
}

/** Which of these attempts at steps still are their slots'. */
export async function heldSteps(
  { prisma }: Store,
  slots: readonly string[],
): Promise<{ readonly runId: string; readonly position: number; readonly attempt: number }[]> {
  return prisma.runStep.findMany({
    where: { status: 'RUNNING', slot: { in: [...slots] } },
    select: { runId: true, position: true, attempt: true },
  });
}

/** Names of the jobs that the queue has given these slots. */
export async function lockedJobs({ prisma }: Store, slots: readonly string[]): Promise<string[]> {
  const rows = await prisma.$queryRaw<{ key: string }[]>`
    SELECT key FROM graphile_worker.jobs WHERE locked_by = ANY (${[...slots]}::text[]) AND key IS NOT NULL`;
  return rows.map(({ key }) => key);
}
