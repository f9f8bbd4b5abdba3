import type { Prisma, RunStep } from './generated/client.js';
import type { Store, Transaction } from './open-store.js';
import { appendRunEvent } from './run-events.js';
import { lockRun, RunNotRunning } from './run-transitions.js';

export type RunStepRecord = RunStep;

/** What a finished step leaves behind. */
export interface StepOutcome {
  /** Address of the result's blob; null where the result is rows of a table. */
  readonly resultSha256: string | null;
  readonly diagnostics: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}

/** A run's steps in the order they are taken. */
export function runSteps(store: Store, runId: string): Promise<RunStep[]> {
  return store.prisma.runStep.findMany({ where: { runId }, orderBy: { position: 'asc' } });
}

/**
 * Records a step's result, moves the run's progress on and says so in its events, all or nothing.
 *
 * @throws RunNotRunning when the run was ended meanwhile: its worker must not write any more
 */
export function completeStep(store: Store, step: RunStep, outcome: StepOutcome): Promise<void> {
  return store.prisma.$transaction((transaction) => completeStepIn(transaction, step, outcome));
}

/** {@link completeStep} within the caller's transaction. */
export async function completeStepIn(
  transaction: Transaction,
  step: RunStep,
  outcome: StepOutcome,
): Promise<void> {
  const { runId, position } = step;
  const { status } = await lockRun(transaction, runId);
  if (status !== 'RUNNING') throw new RunNotRunning(`the run ${runId} is ${status.toLowerCase()}`);
  const { count } = await transaction.runStep.updateMany({
    where: { runId, position, status: 'PENDING' },
    data: {
      status: 'COMPLETED',
      finishedAt: new Date(),
      seconds: outcome.seconds,
      resultSha256: outcome.resultSha256,
      diagnostics: outcome.diagnostics as Prisma.InputJsonObject,
    },
  });
  if (count === 0) return; // another attempt recorded the same result
  await transaction.$executeRaw`
    UPDATE estimation_runs
    SET progress = GREATEST(progress, (
      SELECT LEAST(1, sum(weight)) FROM run_steps WHERE run_id = ${runId}::uuid AND status = 'COMPLETED'))
    WHERE id = ${runId}::uuid`;
  await appendRunEvent(transaction, runId, {
    type: 'STEP_COMPLETED',
    step: step.name,
    message: `${step.name} took ${outcome.seconds.toFixed(2)} s.`,
  });
}
