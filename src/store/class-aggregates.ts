import type { GroupMeans } from '../estimation/aggregate.js';
import type { Store } from './open-store.js';
import { groupIntervalsSchema, type GroupIntervalsRecord } from './run-summary.js';

export interface ClassAggregateRecord extends GroupMeans {
  readonly classIndex: number;
  /** Null where the run has none. */
  readonly intervals: GroupIntervalsRecord | null;
}

/** A completed run's means by class, in class order. */
export async function classAggregates(store: Store, runId: string): Promise<ClassAggregateRecord[]> {
  const rows = await store.prisma.classAggregate.findMany({
    where: { runId },
    orderBy: { classIndex: 'asc' },
  });
  return rows.map(({ classIndex, count, nonFiniteCount, saturatedCount, intervals, ...values }) => {
    const { i1, i2, i12, h1, h2, r, u1, u2, s } = values;
    const { evidenceR, evidenceU1, evidenceU2, evidenceS } = values;
    return {
      classIndex,
      count,
      nonFiniteCount,
      saturatedCount,
      means: allThere({ i1, i2, i12, h1, h2, r, u1, u2, s }),
      intervals: intervals === null ? null : groupIntervalsSchema.parse(intervals),
      evidence: allThere({ r: evidenceR, u1: evidenceU1, u2: evidenceU2, s: evidenceS }),
    };
  });
}

/** The values, or null where they are: they are null together. */
function allThere<Name extends string>(
  values: Readonly<Record<Name, number | null>>,
): Record<Name, number> | null {
  return Object.values(values).includes(null) ? null : (values as Record<Name, number>);
}
