import { randomUUID } from 'node:crypto';
import { Prisma, type RegisteredModel } from './generated/client.js';
import { isUuid } from './is-uuid.js';
import { newestFirst, ofDataset, pageOf, type Page } from './newest-first.js';
import type { Store } from './open-store.js';

export type ModelRecord = RegisteredModel;

export type NewModel = Omit<ModelRecord, 'id' | 'createdAt'>;

/** Prisma's codes for a value that another row has already, and for what a row refers to that is not there. */
const TAKEN = 'P2002';
const NO_SUCH_ROW = 'P2003';

/** @returns the model, or why there is none: its dataset has one of this name, or is gone */
export async function insertModel(
  { prisma }: Store,
  model: NewModel,
): Promise<ModelRecord | 'name taken' | 'dataset gone'> {
  try {
    return await prisma.registeredModel.create({ data: { id: randomUUID(), ...model } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError) {
      if (error.code === TAKEN) return 'name taken';
      if (error.code === NO_SUCH_ROW) return 'dataset gone';
    }
    throw error;
  }
}

export async function findModel({ prisma }: Store, id: string): Promise<ModelRecord | null> {
  return isUuid(id) ? prisma.registeredModel.findUnique({ where: { id } }) : null;
}

/** Of this name, in one dataset or in whichever have one. */
export function modelsNamed(
  { prisma }: Store,
  name: string,
  datasetId: string | null,
): Promise<ModelRecord[]> {
  const where = { name, ...(datasetId !== null && { datasetId }) };
  return prisma.registeredModel.findMany({ where, orderBy: { createdAt: 'desc' } });
}

/** @returns whether there was one */
export async function deleteModelRow({ prisma }: Store, id: string): Promise<boolean> {
  return (await prisma.registeredModel.deleteMany({ where: { id } })).count > 0;
}

/**
 * @param datasetId only models of this dataset; null for all
 * @throws InputFailure BAD_CURSOR
 */
export async function newestModels(
  { prisma }: Store,
  datasetId: string | null,
  first: number,
  after: string | null,
): Promise<Page<ModelRecord>> {
  const where = newestFirst(first, after, ofDataset(datasetId));
  return pageOf(await prisma.registeredModel.findMany(where), first);
}
