import { randomUUID } from 'node:crypto';
import { Prisma, type Ensemble } from '../generated/client.js';
import { isUuid } from '../is-uuid.js';
import { newestFirst, ofDataset, pageOf, type Page } from '../newest-first.js';
import type { Store } from '../open-store.js';
import type { EnsembleResult } from './ensemble-result.type.js';
import type { EnsembleSettings } from './ensemble-settings.type.js';

export type EnsembleRecord = Omit<Ensemble, 'settings' | 'result'> & {
  readonly settings: EnsembleSettings;
  readonly result: EnsembleResult;
};

export type NewEnsemble = Omit<EnsembleRecord, 'id' | 'createdAt'>;

/** Prisma's code for a value that another row has already. */
const TAKEN = 'P2002';

/** @returns null where the dataset has an ensemble of the name */
export async function insertEnsemble(
  { prisma }: Store,
  ensemble: NewEnsemble,
): Promise<EnsembleRecord | null> {
  const { settings, result, ...rest } = ensemble;
  const json = { settings, result } as unknown as Pick<
    Prisma.EnsembleUncheckedCreateInput,
    'settings' | 'result'
  >;
  try {
    return asRecord(await prisma.ensemble.create({ data: { id: randomUUID(), ...rest, ...json } }));
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === TAKEN) return null;
    throw error;
  }
}

export async function findEnsemble({ prisma }: Store, id: string): Promise<EnsembleRecord | null> {
  if (!isUuid(id)) return null;
  const row = await prisma.ensemble.findUnique({ where: { id } });
  return row && asRecord(row);
}

/** Of this name, in one dataset or in whichever have one. */
export async function ensemblesNamed(
  { prisma }: Store,
  name: string,
  datasetId: string | null,
): Promise<EnsembleRecord[]> {
  const where = { name, ...(datasetId !== null && { datasetId }) };
  return (await prisma.ensemble.findMany({ where, orderBy: { createdAt: 'desc' } })).map(asRecord);
}

/**
 * @param datasetId only those of this dataset; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestEnsembles(
  { prisma }: Store,
  datasetId: string | null,
  first: number,
  after: string | null,
): Promise<Page<EnsembleRecord>> {
  const rows = await prisma.ensemble.findMany(newestFirst(first, after, ofDataset(datasetId)));
  return pageOf(rows.map(asRecord), first);
}

/** @returns whether there was one */
export async function deleteEnsembleRow({ prisma }: Store, id: string): Promise<boolean> {
  return (await prisma.ensemble.deleteMany({ where: { id } })).count > 0;
}

/** Written by this program alone, as the types have it. */
function asRecord(row: Ensemble): EnsembleRecord {
  return {
    ...row,
    settings: row.settings as unknown as EnsembleSettings,
    result: row.result as unknown as EnsembleResult,
  };
}
