import type { Store, Transaction } from './open-store.js';
import { appendRunEvent, type NewRunEvent } from './run-events.js';
import { lockClaim, type StepClaim } from './run-steps.js';
import { endRun, isUnfinished, lockRun, type RunErrorCode } from './run-transitions.js';
import { addressOf, requeueSteps, returnJobs } from './step-queue.js';

/** A step is tried so many times more after an error. */
export const STEP_RETRIES = 3;
/** Workers that may be lost with one step before it is taken to be what kills them. */
export const LOSSES_BORNE = 8;

/**
 * Hands a step back that its worker could not finish for no fault of the step.
 *
 * @param why as its event goes on after "was handed back"
 * @param delaySeconds until it may be taken
 */
export function handBackStep(store: Store, claim: StepClaim, why: string, delaySeconds = 0): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    const { slot } = await lockClaim(transaction, claim);
    const message = `${claim.name} was handed back ${why}.`;
    await requeue(transaction, claim, { type: 'STEP_RETURNED', message });
    await returnJobs(transaction, [slot!]);
    await requeueSteps(transaction, claim.runId, [claim.position], delaySeconds);
  });
}

/** Puts back the job of a slot that has not begun its step. */
export function returnJob(store: Store, slot: string): Promise<void> {
  return store.prisma.$transaction((transaction) => returnJobs(transaction, [slot]));
}

/**
 * Records that an attempt failed: another is made after a pause, or the run fails.
 *
 * @param code where another attempt cannot help: the run fails at once
 * @returns whether another attempt is made
 * @throws ClaimLost
 */
export function failStep(
  store: Store,
  claim: StepClaim,
  reason: string,
  code: RunErrorCode | null,
): Promise<boolean> {
  return store.prisma.$transaction(async (transaction) => {
    const { runId, name } = claim;
    const { failures, slot } = await lockClaim(transaction, claim);
    if (code !== null || failures >= STEP_RETRIES) {
      const attempts = failures === 0 ? '' : ` ${String(failures + 1)} times`;
      const message = `The step ${name} failed${attempts}: ${reason}`;
      await endRun(transaction, runId, { status: 'FAILED', code: code ?? 'STEP_FAILED', message });
      return false;
    }
    const pause = secondsBeforeRetry(failures);
    const message = `${name} failed and is tried again in ${String(pause)} s (${String(failures + 1)} of ${String(STEP_RETRIES)}): ${reason}`;
    await requeue(transaction, claim, { type: 'STEP_FAILED', message }, 'failures');
    await returnJobs(transaction, [slot!]);
    await requeueSteps(transaction, runId, [claim.position], pause);
    return true;
  });
}

/** 1, 4, 16 seconds. */
function secondsBeforeRetry(failures: number): number {
  return 4 ** failures;
}

/** Queues the steps again that a lost worker's slots held; one that lost too many workers ends its run. */
export async function returnLostSteps(transaction: Transaction, slots: readonly string[]): Promise<void> {
  const held = await transaction.runStep.findMany({
    where: { status: 'RUNNING', slot: { in: [...slots] } },
    // Always in this order: others that lock several runs must not wait for each other.
    orderBy: [{ runId: 'asc' }, { position: 'asc' }],
  });
  const returned: StepClaim[] = [];
  for (const { losses, slot, ...claim } of held) {
    const { runId, position, name, attempt } = claim;
    const run = await lockRun(transaction, runId);
    if (!run || !isUnfinished(run.status)) continue;
    const isStill = await transaction.runStep.count({
      where: { runId, position, attempt, status: 'RUNNING', slot },
    });
    if (isStill === 0) continue; // finished while this waited for the run
    if (losses + 1 >= LOSSES_BORNE) {
      const message = `The step ${name} lost its worker ${String(LOSSES_BORNE)} times: it may need more memory than the workers' machines have.`;
      await endRun(transaction, runId, { status: 'FAILED', code: 'WORKERS_LOST', message });
      continue;
    }
    const message = `${name} lost its worker and is queued again.`;
    await requeue(transaction, claim, { type: 'STEP_RETURNED', message }, 'losses');
    returned.push(claim);
  }
  await returnJobs(transaction, slots);
  for (const { runId, position } of returned) await requeueSteps(transaction, runId, [position], 0);
}

/**
 * Queues a step again that is these slots' by the tables, or whose job is, though none of them is at it.
 *
 * @param key name of its job
 */
export function recoverStep(store: Store, key: string, slots: readonly string[]): Promise<void> {
  return store.prisma.$transaction(async (transaction) => {
    const [runId, position] = addressOf(key);
    const run = await lockRun(transaction, runId);
    if (!run || !isUnfinished(run.status)) return;
    const step = await transaction.runStep.findUniqueOrThrow({
      where: { runId_position: { runId, position } },
    });
    if (step.status === 'RUNNING' && slots.includes(step.slot!)) {
      const message = `${step.name} lost its worker's attention and is queued again.`;
      await requeue(transaction, step, { type: 'STEP_RETURNED', message });
    } else if (step.status !== 'QUEUED') {
      return;
    }
    await requeueSteps(transaction, runId, [position], 0);
  });
}

/** Makes a step wait for a worker again, and says why; its job is the caller's to return. */
async function requeue(
  transaction: Transaction,
  { runId, position, name }: StepClaim,
  event: Pick<NewRunEvent, 'type' | 'message'>,
  counted?: 'failures' | 'losses',
): Promise<void> {
  await transaction.runStep.update({
    where: { runId_position: { runId, position } },
    data: {
      status: 'QUEUED',
      slot: null,
      progress: 0,
      ...(counted && { [counted]: { increment: 1 } }),
    },
  });
  const atWork = await transaction.runStep.count({ where: { runId, status: 'RUNNING' } });
  await appendRunEvent(transaction, runId, {
    ...event,
    step: name,
    // Nobody knows how long a run takes that nobody is at.
    ...(atWork === 0 && { progress: { share: 0, remainingSeconds: null } }),
  });
}
