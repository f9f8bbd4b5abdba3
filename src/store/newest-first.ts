import { z } from 'zod';
import { InputFailure } from '../domain/failure.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { datasetsById, type DatasetRecord } from './datasets.js';
import type { Store } from './open-store.js';
import type { RunRecord } from './runs.js';

/** A page of rows, the newest first. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly hasNextPage: boolean;
}

interface Position {
  readonly createdAt: Date;
  readonly id: string;
}

const order = [{ createdAt: 'desc' as const }, { id: 'desc' as const }];

/** @throws InputFailure BAD_CURSOR */
export async function newestDatasets(
  store: Store,
  first: number,
  after: string | null,
): Promise<Page<DatasetRecord>> {
  const rows = await store.prisma.dataset.findMany({
    ...newestFirst(first, after),
    select: { id: true },
  });
  const datasets = await datasetsById(
    store,
    rows.slice(0, first).map(({ id }) => id),
  );
  return { rows: datasets.filter((dataset) => dataset !== null), hasNextPage: rows.length > first };
}

/**
 * @param datasetId only runs of this dataset; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestRuns(
  store: Store,
  datasetId: string | null,
  first: number,
  after: string | null,
): Promise<Page<RunRecord>> {
  const page = newestFirst(first, after, ofDataset(datasetId));
  return pageOf(await store.prisma.estimationRun.findMany(page), first);
}

/** What a query of a page asks for: one row more, which tells whether there are others. @throws InputFailure BAD_CURSOR */
export function newestFirst(first: number, after: string | null, where: object = {}) {
  return { where: { ...where, ...before(after) }, orderBy: order, take: first + 1 };
}

/** The condition that a row is of this dataset; none where null. */
export function ofDataset(datasetId: string | null): object {
  return datasetId === null ? {} : { datasetId };
}

/** The page of {@link newestFirst}'s rows. */
export function pageOf<Row>(rows: readonly Row[], first: number): Page<Row> {
  return { rows: rows.slice(0, first), hasNextPage: rows.length > first };
}

/** The opaque cursor of a row in this order. */
export function newestFirstCursor({ createdAt, id }: Position): string {
  return encodeCursor([createdAt.toISOString(), id]);
}

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** Rows that come after a cursor in this order. @throws InputFailure BAD_CURSOR */
function before(cursor: string | null): object {
  if (cursor === null) return {};
  const { createdAt, id } = readCursor(cursor);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

function readCursor(cursor: string): Position {
  try {
    const [createdAt, id] = cursorSchema.parse(decodeCursor(cursor));
    return { createdAt: new Date(createdAt), id };
  } catch {
    throw new InputFailure(
      'BAD_CURSOR',
      'The cursor is not one this server gave out: pass an endCursor of the same field.',
      'after',
    );
  }
}
