import { Prisma } from './generated/client.js';
import type { Transaction } from './open-store.js';

/** Name of the queue's jobs; one is one step of a run. A new form of payload gets a new name. */
export const RUN_STEP_JOB = 'interlens-run-step';

/** Of the payload's form, as written below. */
export const RUN_STEP_PAYLOAD_VERSION = 1;

/**
 * Attempts the queue itself allows a job: more than there can be. Failures and lost workers are counted on the step's
 * own row, since being stopped or losing a worker is no failure of the step.
 */
const MOST_ATTEMPTS = 32_000;

/** Multiply-adds that move a tenant's turn on by one. */
const COST_OF_TURN = 1e6;

/** Prefixes of flags by which workers pass over jobs that are not for them. */
const MEMORY_FLAG = 'memory:';
const ENGINE_FLAG = 'engine:';

/** What a run may require of its workers. */
export const REQUIRED_ENGINES = ['wasm', 'tensorflow'] as const;
export type RequiredEngine = (typeof REQUIRED_ENGINES)[number];

/**
 * Needs are flagged by class: how many times, in steps of so many a doubling, a MiB must grow to hold them. A fifth
 * of a worker's memory may go unused by it.
 */
export const MEMORY_CLASSES_PER_DOUBLING = 4;
const LARGEST_MEMORY_CLASS = MEMORY_CLASSES_PER_DOUBLING * 24; // 16 TiB

/** The class of a need of so many bytes, in SQL. */
export function memoryClass(bytes: Prisma.Sql): Prisma.Sql {
  const doublings = Prisma.sql`log(2, greatest(1, (${bytes}) / 1048576.0))`;
  return Prisma.sql`least(${LARGEST_MEMORY_CLASS}::int, ceil(${MEMORY_CLASSES_PER_DOUBLING}::int * ${doublings}))::int`;
}

/**
 * Flags of the jobs that are not for a worker.
 *
 * @param memory bytes it may use
 * @param engine as a run may require one
 */
export function flagsToPassOver(memory: number, engine: RequiredEngine): string[] {
  const largest = Math.floor(MEMORY_CLASSES_PER_DOUBLING * Math.log2(memory / 2 ** 20));
  const tooLarge = Array.from({ length: LARGEST_MEMORY_CLASS + 1 }, (_, index) => index)
    .filter((need) => need > largest)
    .map((need) => `${MEMORY_FLAG}${String(need)}`);
  const others = REQUIRED_ENGINES.filter((name) => name !== engine).map((name) => `${ENGINE_FLAG}${name}`);
  return [...tooLarge, ...others];
}

/**
 * Queues the steps of a locked run that wait for nothing any more.
 *
 * Tenants take turns (start-time fair queueing): a job's turn is where its tenant's work before it ends, counted in
 * estimated multiply-adds, and the least turn goes first. A tenant that had nothing to do starts at the present turn,
 * so waiting saves up no claims. What follows from finished steps goes just before the present turn: a run that was
 * begun is rather ended. Turns stand in `run_at`, by which the queue orders, as dates long past.
 *
 * @param isNew whether the run was only now started or retried
 */
export async function queueReadySteps(
  transaction: Transaction,
  runId: string,
  isNew: boolean,
): Promise<void> {
  const ready = await readySteps(transaction, runId);
  if (ready.length === 0) return;
  await transaction.$executeRaw`
    WITH run AS (
      SELECT tenant, required_engine, feature_memory FROM estimation_runs WHERE id = ${runId}::uuid
    ), present AS (
      SELECT coalesce(min(turn), 0) AS turn FROM run_steps WHERE status IN ('QUEUED', 'RUNNING')
    ), own AS (
      SELECT max(s.turn + s.cost / ${COST_OF_TURN}::float8) AS turn
      FROM run_steps s JOIN estimation_runs r ON r.id = s.run_id
      WHERE ${isNew} AND s.status IN ('QUEUED', 'RUNNING') AND r.tenant = (SELECT tenant FROM run)
    ), ready AS (
      SELECT s.position,
        greatest((SELECT turn FROM own), (SELECT turn FROM present) - CASE WHEN ${isNew} THEN 0 ELSE 1 END) + coalesce(
          sum(s.cost) OVER (ORDER BY s.cost DESC, s.position ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW), 0)
          / ${COST_OF_TURN}::float8 AS turn
      FROM run_steps s WHERE s.run_id = ${runId}::uuid AND s.position = ANY (${ready}::int[])
    )
    UPDATE run_steps s SET status = 'QUEUED', turn = ready.turn
    FROM ready WHERE s.run_id = ${runId}::uuid AND s.position = ready.position`;
  await addJobs(transaction, runId, ready, Prisma.sql`to_timestamp(s.turn / 1000)`, 0);
}

/**
 * Queues steps of a locked run again, before all others, whatever became of the jobs they had.
 *
 * @param delaySeconds until they may be taken
 */
export async function requeueSteps(
  transaction: Transaction,
  runId: string,
  positions: readonly number[],
  delaySeconds: number,
): Promise<void> {
  const from = Prisma.sql`now() + ${delaySeconds}::float8 * interval '1 second'`;
  await addJobs(transaction, runId, positions, from, -1);
}

/** Makes one job of each step, in place of the one of that name that it may have. */
async function addJobs(
  transaction: Transaction,
  runId: string,
  positions: readonly number[],
  runAt: Prisma.Sql,
  priority: number,
): Promise<void> {
  await transaction.$executeRaw`
    WITH jobs AS (
      SELECT array_agg((
        ${RUN_STEP_JOB}::text,
        json_build_object('version', ${RUN_STEP_PAYLOAD_VERSION}::int, 'runId', r.id, 'position', s.position,
          'memory', json_build_object('features', r.feature_memory, 'step', s.memory)),
        NULL,
        ${runAt},
        ${MOST_ATTEMPTS}::smallint,
        r.id || '/' || s.position,
        ${priority}::smallint,
        array_remove(ARRAY[
          ${MEMORY_FLAG}::text || ${memoryClass(Prisma.sql`s.memory + r.feature_memory`)},
          ${ENGINE_FLAG}::text || r.required_engine
        ], NULL)
      )::graphile_worker.job_spec ORDER BY s.turn) AS specs
      FROM run_steps s JOIN estimation_runs r ON r.id = s.run_id
      WHERE r.id = ${runId}::uuid AND s.position = ANY (${[...positions]}::int[])
    )
    SELECT count(*) FROM jobs, graphile_worker.add_jobs(specs) WHERE specs IS NOT NULL`;
}

/** What the queue calls a step's job. */
export function stepKey(runId: string, position: number): string {
  return `${runId}/${String(position)}`;
}

/** The run and the position that {@link stepKey} made a name of. */
export function addressOf(key: string): [runId: string, position: number] {
  const [runId, position] = key.split('/') as [string, string];
  return [runId, Number(position)];
}

/**
 * Whether a slot may take the step whose job has this name: the queue has given it the job, and its worker is known, so
 * that what it holds can be given to others. Its worker stays known until the transaction ends.
 */
export async function holdsJob(transaction: Transaction, key: string, slot: string): Promise<boolean> {
  const [row] = await transaction.$queryRaw<{ holds: boolean }[]>`
    SELECT EXISTS (SELECT FROM graphile_worker.jobs WHERE key = ${key} AND locked_by = ${slot}) AS holds
    FROM workers WHERE slots @> ARRAY[${slot}]::text[] FOR KEY SHARE`;
  return row?.holds === true;
}

/** Positions of the steps that wait for nothing any more and are not in the queue yet: none, after most steps. */
async function readySteps(transaction: Transaction, runId: string): Promise<number[]> {
  const rows = await transaction.$queryRaw<{ position: number }[]>`
    SELECT s.position FROM run_steps s
    WHERE s.run_id = ${runId}::uuid AND s.status = 'PENDING' AND NOT EXISTS (
      SELECT FROM run_steps needed
      WHERE needed.run_id = s.run_id AND needed.position = ANY (s.needs) AND needed.status <> 'COMPLETED')`;
  return rows.map(({ position }) => position);
}

/** Takes the jobs of a locked run's unfinished steps out of the queue, also of steps that workers are at. */
export async function removeQueuedSteps(transaction: Transaction, runId: string): Promise<void> {
  const stopped = await transaction.runStep.updateManyAndReturn({
    where: { runId, status: { in: ['QUEUED', 'RUNNING'] } },
    data: { status: 'PENDING', turn: null, slot: null, progress: 0 },
    select: { position: true },
  });
  const keys = stopped.map(({ position }) => stepKey(runId, position));
  // Of a job that a slot holds the queue only loses the name: it would stay for good where the slot is gone.
  await transaction.$executeRaw`
    SELECT graphile_worker.force_unlock_workers(coalesce(array_agg(locked_by), '{}'))
    FROM graphile_worker.jobs WHERE key = ANY (${keys}::text[]) AND locked_by IS NOT NULL`;
  await transaction.$executeRaw`
    SELECT graphile_worker.remove_job(key) FROM unnest(${keys}::text[]) AS key`;
}

/** Makes jobs that these slots hold available again, with the attempt given back, before all others. */
export async function returnJobs(transaction: Transaction, slots: readonly string[]): Promise<void> {
  const held = await transaction.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM graphile_worker.jobs WHERE locked_by = ANY (${slots}::text[])`;
  if (held.length === 0) return;
  const ids = held.map(({ id }) => id);
  await transaction.$executeRaw`SELECT graphile_worker.force_unlock_workers(${slots}::text[])`;
  await transaction.$executeRaw`
    SELECT graphile_worker.reschedule_jobs(${ids}::bigint[], run_at => now(), priority => -1, attempts => 0)`;
}
