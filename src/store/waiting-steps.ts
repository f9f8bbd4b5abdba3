import { Prisma } from './generated/client.js';
import type { Store } from './open-store.js';
import { appendRunEvent } from './run-events.js';
import { lockRun } from './run-transitions.js';
import { memoryClass, MEMORY_CLASSES_PER_DOUBLING } from './step-queue.js';

interface WaitingRow {
  runId: string;
  step: string;
  engine: string | null;
  need: number;
  /** Of the workers with that engine; null where there is none. */
  most: number | null;
}

/**
 * Says in the events of runs that a step of theirs is in the queue and no worker there is may take it, for want of
 * memory, of the engine asked for or of any worker; once a step, and once for all where there is none.
 */
export async function reportWaitingSteps(store: Store): Promise<void> {
  const rows = await store.prisma.$queryRaw<WaitingRow[]>`
    SELECT DISTINCT ON (s.run_id) s.run_id AS "runId", s.name AS step, r.required_engine AS engine,
      (s.memory + r.feature_memory)::float8 AS need, most.bytes::float8 AS most
    FROM run_steps s JOIN estimation_runs r ON r.id = s.run_id
    LEFT JOIN LATERAL (
      SELECT max(w.memory) AS bytes FROM workers w
      WHERE r.required_engine IS NULL OR (w.engine LIKE 'tensorflow%') = (r.required_engine = 'tensorflow')
    ) most ON true
    WHERE s.status = 'QUEUED'
      AND (most.bytes IS NULL OR
        ${memoryClass(Prisma.sql`s.memory + r.feature_memory`)}
          > floor(${MEMORY_CLASSES_PER_DOUBLING} * log(2, most.bytes / 1048576.0)))
      AND NOT EXISTS (
        SELECT FROM run_events e
        WHERE e.run_id = r.id AND e.type = 'STEP_WAITING' AND (e.step = s.name OR most.bytes IS NULL AND NOT EXISTS (
          SELECT FROM run_events later
          WHERE later.run_id = r.id AND later.sequence > e.sequence AND later.type IN ('STEP_STARTED', 'RETRIED'))))
    ORDER BY s.run_id, s.memory DESC`;
  for (const { runId, step, engine, need, most } of rows) {
    const message = `${step} ${reason({ engine, need, most })}`;
    await store.prisma.$transaction(async (transaction) => {
      await lockRun(transaction, runId);
      // Meanwhile it may have been taken, the run have ended, or another have said it.
      const waits = await transaction.runStep.count({ where: { runId, name: step, status: 'QUEUED' } });
      const told = await transaction.runEvent.count({ where: { runId, type: 'STEP_WAITING', message } });
      if (waits === 1 && told === 0)
        await appendRunEvent(transaction, runId, { type: 'STEP_WAITING', step, message });
    });
  }
}

function reason({ engine, need, most }: Pick<WaitingRow, 'engine' | 'need' | 'most'>): string {
  if (most !== null) {
    return `may need ${bytesText(need)} of memory, and no worker may use more than ${bytesText(most)}: start one on a larger machine, or with a larger --memory.`;
  }
  if (engine === null) return 'waits for a worker, and there is none: start one with interlens worker, or interlens serve.'; // prettier-ignore
  return `waits for a worker with the engine ${engine}: start one with --engine ${engine}.`;
}

/** In GiB, or MiB where that is more telling. */
function bytesText(bytes: number): string {
  const gibibytes = bytes / 2 ** 30;
  return gibibytes >= 0.1 ? `${gibibytes.toFixed(1)} GiB` : `${Math.ceil(bytes / 2 ** 20).toFixed(0)} MiB`;
}
