import type { InteractionFilter, Presentation, Range } from '../../domain/interaction-filter.js';
import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import type { RunRecord } from '../runs.js';
import { filterCondition, indexBounds } from './filter-condition.js';

/** Which of a run's interactions are read, and how they are shown: filters mean the values shown. */
export interface InteractionSelection {
  readonly run: RunRecord;
  /** The run's. */
  readonly dataset: DatasetRecord;
  readonly filter: InteractionFilter;
  readonly presentation: Presentation;
}

/**
 * The selected records as `interactions i`, each beside its sample as `samples x`: the names every expression here
 * uses. A statement that uses nothing of `x` does not read it.
 *
 * @throws InputFailure BAD_FILTER
 */
export function fromSelection({ run, dataset, filter, presentation }: InteractionSelection): Prisma.Sql {
  const condition = filterCondition(filter, { all: fromRun(run), dataset, presentation });
  return Prisma.sql`${fromRun(run, filter.sampleIndex)} AND ${condition}`;
}

/**
 * All of a run's records, named likewise.
 *
 * @param within bounds of the records that a condition leaves: the planner does not see that they bound samples, too
 */
export function fromRun(
  { id, datasetId }: Pick<RunRecord, 'id' | 'datasetId'>,
  within?: Range | null,
): Prisma.Sql {
  const bounds = within && indexBounds(within);
  const isWithin = bounds
    ? Prisma.sql`AND x.index BETWEEN ${bounds.from}::int AND ${bounds.to}::int`
    : Prisma.empty;
  // An outer join although every record has its sample: the planner leaves out only those.
  return Prisma.sql`FROM interactions i
    LEFT JOIN samples x ON x.dataset_id = ${datasetId}::uuid AND x.index = i.sample_index ${isWithin}
    WHERE i.run_id = ${id}::uuid`;
}
