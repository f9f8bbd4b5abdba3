import type { Role } from '../domain/role.js';
import type { ApiKey } from './generated/client.js';
import type { Store } from './open-store.js';

export type ApiKeyRecord = ApiKey;

export interface NewApiKey {
  readonly id: string;
  readonly name: string;
  /** sha256 of the key. */
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly role: Role;
  readonly expiresAt: Date | null;
}

/** @returns false where the name is taken */
export async function insertApiKey({ prisma }: Store, key: NewApiKey): Promise<boolean> {
  const { count } = await prisma.apiKey.createMany({ data: [key], skipDuplicates: true });
  return count === 1;
}

/** All keys, the oldest first. */
export function apiKeys({ prisma }: Store): Promise<ApiKeyRecord[]> {
  return prisma.apiKey.findMany({ orderBy: { createdAt: 'asc' } });
}

export function findApiKey({ prisma }: Store, id: string): Promise<ApiKeyRecord | null> {
  return prisma.apiKey.findUnique({ where: { id } });
}

/** @returns whether there was one */
export async function deleteApiKey({ prisma }: Store, name: string): Promise<boolean> {
  return (await prisma.apiKey.deleteMany({ where: { name } })).count === 1;
}

/** Records that a key was used now. */
export async function touchApiKey({ prisma }: Store, id: string): Promise<void> {
  await prisma.apiKey.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}
