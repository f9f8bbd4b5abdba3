import type { EpochLoss } from '../estimation/step-observer.js';
import type { Prisma, RunStep } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';
import { appendRunEvent } from './run-events.js';
import { lockRun, isUnfinished, type LockedRun } from './run-transitions.js';
import { holdsJob, queueReadySteps, stepKey } from './step-queue.js';
import { presentProgress } from './present-progress.js';

export type RunStepRecord = RunStep;

/** A step that a worker holds: its attempt is the number without which nothing may be written about it. */
export type StepClaim = Pick<RunStep, 'runId' | 'position' | 'name' | 'attempt'>;

/** The step is not its worker's any more, which must not write about it. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';

  constructor({ name }: Pick<StepClaim, 'name'>) {
    super(`the step ${name} was given to another worker, or its run has ended`);
  }
}

/** What a finished step leaves behind. */
export interface StepOutcome {
  /** Address of the result's blob; null where the result is rows of a table. */
  readonly resultSha256: string | null;
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}

/** A run's steps, each after the ones it needs. */
export function runSteps(store: Store, runId: string): Promise<RunStep[]> {
  return store.prisma.runStep.findMany({ where: { runId }, orderBy: { position: 'asc' } });
}

/** A run's only step of such a kind; null where it has none. */
export function runStepOf(
  { prisma }: Store,
  runId: string,
  kind: 'DECOMPOSE' | 'BOOTSTRAP' | 'AGGREGATE',
): Promise<RunStep | null> {
  return prisma.runStep.findFirst({ where: { runId, kind } });
}

/**
 * Takes a queued step, and with the first one begins its run.
 *
 * @param slot as the queue names who takes it, and has given it the step's job
 * @param engine what the slot computes with, recorded with the run beside others that took part
 * @returns null when there is nothing to do: the run has ended, or the step is done
 * @throws ClaimLost where the step or its job is another's
 */
export function claimStep(
  store: Store,
  { runId, position }: Pick<StepClaim, 'runId' | 'position'>,
  slot: string,
  engine: string,
): Promise<RunStep | null> {
  return store.prisma.$transaction(async (transaction) => {
    const mayTake = await holdsJob(transaction, stepKey(runId, position), slot);
    const run = await lockRun(transaction, runId);
    if (!run || !isUnfinished(run.status)) return null;
    const present = await transaction.runStep.findUniqueOrThrow({
      where: { runId_position: { runId, position } },
    });
    if (present.status === 'COMPLETED' || present.status === 'PENDING') return null;
    // Its own already where the answer to this was lost with the connection: a slot has one job at a time.
    const isFree = present.status === 'QUEUED' || present.slot === slot;
    if (!mayTake || !isFree) throw new ClaimLost(present);
    const step = await transaction.runStep.update({
      where: { runId_position: { runId, position } },
      data: { status: 'RUNNING', slot, attempt: { increment: 1 }, startedAt: new Date(), progress: 0 },
    });
    await beginRun(transaction, runId, run, engine);
    const again = step.attempt > 1 ? ` again, for the ${ordinal(step.attempt)} time` : '';
    const message = `${step.name} begins${again}.`;
    await appendRunEvent(transaction, runId, { type: 'STEP_STARTED', step: step.name, message });
    return step;
  });
}

/** Records a locked run's beginning with its first step, and the engine where it is a new one. */
async function beginRun(
  transaction: Transaction,
  runId: string,
  run: LockedRun,
  engine: string,
): Promise<void> {
  const isFirst = run.status === 'QUEUED';
  const engines = run.engine.split(', ');
  if (isFirst || !engines.includes(engine)) {
    // A retried run has its start and its engines already.
    await transaction.$executeRaw`
      UPDATE estimation_runs SET status = 'RUNNING', started_at = coalesce(started_at, now()),
        engine = CASE WHEN started_at IS NULL THEN ${engine}
                      WHEN ${engines.includes(engine)} THEN engine
                      ELSE engine || ', ' || ${engine} END
      WHERE id = ${runId}::uuid`;
  }
  if (isFirst) await appendRunEvent(transaction, runId, { type: 'STARTED', message: 'The run has started.' });
}

/** {@link ClaimLost} unless the claim's attempt is at the step; its run is locked. */
export async function lockClaim(transaction: Transaction, claim: StepClaim): Promise<RunStep> {
  const step = await lockAttempt(transaction, claim);
  if (step.status !== 'RUNNING') throw new ClaimLost(claim);
  return step;
}

/** {@link ClaimLost} unless the claim's attempt is the step's last; its run is locked. */
async function lockAttempt(transaction: Transaction, claim: StepClaim): Promise<RunStep> {
  const { runId, position, attempt } = claim;
  const run = await lockRun(transaction, runId);
  if (run?.status !== 'RUNNING') throw new ClaimLost(claim);
  const step = await transaction.runStep.findUniqueOrThrow({
    where: { runId_position: { runId, position } },
  });
  if (step.attempt !== attempt) throw new ClaimLost(claim);
  return step;
}

/**
 * Records a step's result, moves the run's progress on, queues what waited for it and says so in the run's events,
 * all or nothing.
 *
 * @param epochs whose losses no event told yet
 * @throws ClaimLost
 */
export function completeStep(
  store: Store,
  claim: StepClaim,
  outcome: StepOutcome,
  epochs: readonly EpochLoss[],
): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    await completeStepIn(transaction, claim, outcome, epochs);
  });
}

/**
 * {@link completeStep} within the caller's transaction.
 *
 * @returns false where this attempt had recorded it before, and the answer was lost with the connection
 */
export async function completeStepIn(
  transaction: Transaction,
  claim: StepClaim,
  outcome: StepOutcome,
  epochs: readonly EpochLoss[],
): Promise<boolean> {
  const { runId, position } = claim;
  const { status } = await lockAttempt(transaction, claim);
  if (status === 'COMPLETED') return false;
  if (status !== 'RUNNING') throw new ClaimLost(claim);
  await transaction.runStep.update({
    where: { runId_position: { runId, position } },
    data: {
      status: 'COMPLETED',
      turn: null,
      slot: null,
      progress: 1,
      finishedAt: new Date(),
      seconds: outcome.seconds,
      resultSha256: outcome.resultSha256,
      diagnostics: outcome.diagnostics as Prisma.InputJsonObject,
    },
  });
  await queueReadySteps(transaction, runId, false);
  await appendRunEvent(transaction, runId, {
    type: 'STEP_COMPLETED',
    step: claim.name,
    message: `${claim.name} took ${outcome.seconds.toFixed(2)} s.`,
    epochs,
    progress: await presentProgress(transaction, runId),
  });
  return true;
}

/**
 * Records how far a step is.
 *
 * @param progress share of the step done
 * @throws ClaimLost
 */
export function reportStep(
  store: Store,
  claim: StepClaim,
  progress: number,
  epochs: readonly EpochLoss[],
): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    const { runId, position, name } = claim;
    await lockClaim(transaction, claim);
    await transaction.runStep.update({ where: { runId_position: { runId, position } }, data: { progress } });
    await appendRunEvent(transaction, runId, {
      type: 'STEP_PROGRESS',
      step: name,
      message: `${name} is ${(100 * progress).toFixed(0)}% done.`,
      epochs,
      progress: await presentProgress(transaction, runId),
    });
  });
}

function ordinal(count: number): string {
  const last = count % 100 > 10 && count % 100 < 14 ? 0 : count % 10;
  return `${count}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`;
}
