import { randomUUID } from 'node:crypto';
import { newestFirst, pageOf, type Page } from './newest-first.js';
import { Prisma, type RunSeries } from './generated/client.js';
import type { Store } from './open-store.js';

export type SeriesRecord = RunSeries;

/** A run of a series, and what it stands for there. */
export interface SeriesEntry {
  readonly label: string;
  readonly runId: string;
}

/** Keeps a series, in place of one of the same name. @returns null where one of the runs is gone */
export async function putSeries(
  store: Store,
  name: string,
  entries: readonly SeriesEntry[],
): Promise<SeriesRecord | null> {
  try {
    return await replaceSeries(store, name, entries);
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === NO_SUCH_ROW) return null;
    throw error;
  }
}

/** Prisma's code for what a row refers to that is not there. */
const NO_SUCH_ROW = 'P2003';

function replaceSeries(store: Store, name: string, entries: readonly SeriesEntry[]): Promise<SeriesRecord> {
  return store.prisma.$transaction(async (transaction) => {
    // Whoever puts the same name at the same time waits here for this one.
    const series = await transaction.runSeries.upsert({
      where: { name },
      create: { id: randomUUID(), name },
      update: { name },
    });
    await transaction.seriesMember.deleteMany({ where: { seriesId: series.id } });
    await transaction.seriesMember.createMany({
      data: entries.map((entry, position) => ({ seriesId: series.id, position, ...entry })),
    });
    return series;
  });
}

export function findSeries({ prisma }: Store, name: string): Promise<SeriesRecord | null> {
  return prisma.runSeries.findUnique({ where: { name } });
}

/** @returns whether there was one */
export async function deleteSeries({ prisma }: Store, name: string): Promise<boolean> {
  return (await prisma.runSeries.deleteMany({ where: { name } })).count > 0;
}

/** In their order; runs that were deleted are no longer among them. */
export function seriesEntries({ prisma }: Store, { id }: SeriesRecord): Promise<SeriesEntry[]> {
  return prisma.seriesMember.findMany({
    where: { seriesId: id },
    orderBy: { position: 'asc' },
    select: { label: true, runId: true },
  });
}

/** @throws InputFailure BAD_CURSOR */
export async function newestSeries(
  { prisma }: Store,
  first: number,
  after: string | null,
): Promise<Page<SeriesRecord>> {
  return pageOf(await prisma.runSeries.findMany(newestFirst(first, after)), first);
}
