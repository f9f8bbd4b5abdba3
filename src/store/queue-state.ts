import type { Store } from './open-store.js';
import { RUN_STEP_JOB } from './step-queue.js';

/** What there is to do and who is there to do it. */
export interface QueueState {
  /** Of unfinished runs. */
  readonly steps: Readonly<Record<'pending' | 'queued' | 'running', number>>;
  /** Since the oldest step that waits for a worker was queued; 0 where none waits. */
  readonly oldestQueuedSeconds: number;
  readonly workers: number;
  readonly runs: Readonly<Record<'queued' | 'running' | 'completed' | 'failed' | 'cancelled', number>>;
}

/** Reads it in one statement. */
export async function queueState({ prisma }: Store): Promise<QueueState> {
  const [row] = await prisma.$queryRaw<QueueState[]>`
    SELECT
      (SELECT json_build_object(
          'pending', count(*) FILTER (WHERE s.status = 'PENDING'),
          'queued', count(*) FILTER (WHERE s.status = 'QUEUED'),
          'running', count(*) FILTER (WHERE s.status = 'RUNNING'))
        FROM run_steps s JOIN estimation_runs r ON r.id = s.run_id
        WHERE s.status <> 'COMPLETED' AND r.status IN ('QUEUED', 'RUNNING')) AS steps,
      (SELECT coalesce(extract(epoch FROM now() - min(greatest(created_at, run_at))), 0)::float8
        FROM graphile_worker.jobs
        WHERE task_identifier = ${RUN_STEP_JOB} AND locked_at IS NULL AND attempts < max_attempts AND run_at <= now()
      ) AS "oldestQueuedSeconds",
      (SELECT count(*)::int FROM workers) AS workers,
      (SELECT json_build_object(
          'queued', count(*) FILTER (WHERE status = 'QUEUED'),
          'running', count(*) FILTER (WHERE status = 'RUNNING'),
          'completed', count(*) FILTER (WHERE status = 'COMPLETED'),
          'failed', count(*) FILTER (WHERE status = 'FAILED'),
          'cancelled', count(*) FILTER (WHERE status = 'CANCELLED'))
        FROM estimation_runs) AS runs`;
  return row!;
}

/** Name of the newest migration that was applied; null where there is none. */
export async function newestMigration({ prisma }: Store): Promise<string | null> {
  const [row] = await prisma.$queryRaw<{ name: string | null }[]>`
    SELECT max(migration_name) AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL`;
  return row!.name;
}
