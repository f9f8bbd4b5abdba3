import type { GroupMeans, RunAggregates } from '../estimation/aggregate.js';
import type { GroupIntervals } from '../estimation/uncertainty/bootstrap.js';
import type { Prisma } from './generated/client.js';
import { keepSummaries, type InteractionSummary } from './interactions/run-summaries.js';
import type { Store } from './open-store.js';
import { completeStepIn, type StepClaim, type StepOutcome } from './run-steps.js';
import type { RunSummary } from './run-summary.js';
import { endRun } from './run-transitions.js';

/**
 * Records the last step's aggregates and completes the run: readers see the run complete with everything in
 * its tables, or not at all.
 *
 * @throws ClaimLost
 * @param summaries of its records
 * @param intervals of each class's means, or null where the run has none
 */
export function completeRun(
  store: Store,
  lastStep: StepClaim,
  outcome: StepOutcome,
  aggregates: RunAggregates,
  intervals: readonly (GroupIntervals | null)[] | null,
  summary: RunSummary,
  summaries: readonly InteractionSummary[],
): Promise<void> {
  const { runId } = lastStep;
  return store.prisma.$transaction(async (transaction) => {
    if (!(await completeStepIn(transaction, lastStep, outcome, []))) return; // nor the run
    await transaction.classAggregate.deleteMany({ where: { runId } });
    await transaction.classAggregate.createMany({
      data: aggregates.classes.map((group, classIndex) => ({
        runId,
        classIndex,
        ...aggregateRow(group),
        // plain data; only its type is read-only
        ...(intervals?.[classIndex] && {
          intervals: intervals[classIndex] as unknown as Prisma.InputJsonObject,
        }),
      })),
    });
    await keepSummaries(transaction, runId, summaries);
    await transaction.estimationRun.update({
      where: { id: runId },
      data: {
        summary: summary satisfies Prisma.InputJsonObject,
        adjustmentOffset: aggregates.adjustment.offset,
        adjustmentRule: aggregates.adjustment.rule,
      },
    });
    await endRun(transaction, runId, { status: 'COMPLETED', message: 'The run is complete.' });
  });
}

function aggregateRow(group: GroupMeans): Omit<Prisma.ClassAggregateCreateManyInput, 'runId' | 'classIndex'> {
  const { count, nonFiniteCount, saturatedCount, means, evidence } = group;
  return {
    count,
    nonFiniteCount,
    saturatedCount,
    ...means,
    evidenceR: evidence?.r ?? null,
    evidenceU1: evidence?.u1 ?? null,
    evidenceU2: evidence?.u2 ?? null,
    evidenceS: evidence?.s ?? null,
  };
}
