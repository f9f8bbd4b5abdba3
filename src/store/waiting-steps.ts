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
 * memory or of the engine asked for; once a step.
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
        SELECT FROM run_events e WHERE e.run_id = r.id AND e.type = 'STEP_WAITING' AND e.step = s.name)
    ORDER BY s.run_id, s.memory DESC`;
  for (const { runId, step, engine, need, most } of rows) {
    const message =
      most === null
        ? `${step} waits for a worker with the engine ${engine!}: start one with --engine ${engine!}.`
        : `${step} may need ${gibibytes(need)} of memory, and no worker may use more than ${gibibytes(most)}: start one on a larger machine, or with a larger --memory.`;
    await store.prisma.$transaction(async (transaction) => {
      const run = await lockRun(transaction, runId);
      // Another worker may have been first.
      const told = await transaction.runEvent.count({ where: { runId, type: 'STEP_WAITING', step } });
      if (run && told === 0)
        await appendRunEvent(transaction, runId, { type: 'STEP_WAITING', step, message });
    });
  }
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
