import type { Store } from './open-store.js';
import { isUnfinished, lockRun } from './run-transitions.js';

const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED'] as const;
const WITHOUT_RESULTS = ['FAILED', 'CANCELLED'] as const;

/** Notified with the id of a run that is deleted. */
export const RUN_DELETED_CHANNEL = 'interlens_run_deleted';

/** Events of runs that ended before then, but for the one that says how each ended. */
function oldEvents(before: Date): object {
  return {
    run: { status: { in: [...ENDED] }, finishedAt: { lt: before } },
    type: { notIn: [...ENDED] },
  };
}

export function countOldEvents({ prisma }: Store, before: Date): Promise<number> {
  return prisma.runEvent.count({ where: oldEvents(before) });
}

/** @returns how many */
export async function deleteOldEvents({ prisma }: Store, before: Date): Promise<number> {
  return (await prisma.runEvent.deleteMany({ where: oldEvents(before) })).count;
}

/** Runs that ended without results before then and still keep some of their steps'. */
export async function runsWithPartialResults({ prisma }: Store, before: Date): Promise<string[]> {
  const runs = await prisma.estimationRun.findMany({
    where: {
      status: { in: [...WITHOUT_RESULTS] },
      finishedAt: { lt: before },
      steps: { some: { status: 'COMPLETED' } },
    },
    select: { id: true },
  });
  return runs.map(({ id }) => id);
}

/**
 * Forgets what a run that ended without results had finished; retried, it begins anew. Nothing is done to a run that
 * was retried meanwhile.
 *
 * @returns addresses of the results
 */
export function forgetPartialResults(store: Store, runId: string): Promise<string[]> {
  return store.prisma.$transaction(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run?.status !== 'FAILED' && run?.status !== 'CANCELLED') return [];
    const finished = await transaction.runStep.findMany({
      where: { runId, status: 'COMPLETED', resultSha256: { not: null } },
      select: { resultSha256: true },
    });
    await transaction.runStep.updateMany({
      where: { runId, status: 'COMPLETED' },
      data: { status: 'PENDING', resultSha256: null, seconds: null, progress: 0 },
    });
    await transaction.interaction.deleteMany({ where: { runId } });
    await transaction.estimationRun.update({ where: { id: runId }, data: { progress: 0 } });
    return [...new Set(finished.map(({ resultSha256 }) => resultSha256!))];
  });
}

/**
 * Deletes a run that has ended, with all that belongs to it.
 *
 * @returns addresses of its steps' results; null, and nothing is done, where it has not ended
 */
export function deleteEndedRun(store: Store, runId: string): Promise<string[] | null> {
  return store.prisma.$transaction(async (transaction) => {
    const run = await lockRun(transaction, runId);
    if (run && isUnfinished(run.status)) return null;
    const finished = await transaction.runStep.findMany({
      where: { runId, resultSha256: { not: null } },
      select: { resultSha256: true },
    });
    await transaction.estimationRun.deleteMany({ where: { id: runId } });
    await transaction.$executeRaw`SELECT pg_notify(${RUN_DELETED_CHANNEL}, ${runId})`;
    return [...new Set(finished.map(({ resultSha256 }) => resultSha256!))];
  });
}

/** Of these addresses of steps' results, the ones no step names any more. */
export async function unreferencedResults(
  { prisma }: Store,
  addresses: readonly string[],
): Promise<string[]> {
  const named = await prisma.runStep.findMany({
    where: { resultSha256: { in: [...addresses] } },
    select: { resultSha256: true },
    distinct: ['resultSha256'],
  });
  const kept = new Set(named.map(({ resultSha256 }) => resultSha256));
  return addresses.filter((address) => !kept.has(address));
}
