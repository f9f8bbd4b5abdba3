import type { AuditEntry, Prisma } from './generated/client.js';
import type { Store } from './open-store.js';

export type AuditRecord = AuditEntry;

export interface NewAuditEntry {
  readonly keyName: string | null;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly refusal: string | null;
}

export async function appendAuditEntry({ prisma }: Store, entry: NewAuditEntry): Promise<void> {
  await prisma.auditEntry.create({ data: { ...entry, input: entry.input as Prisma.InputJsonObject } });
}

/** The newest first. */
export function auditEntries({ prisma }: Store, limit: number): Promise<AuditRecord[]> {
  return prisma.auditEntry.findMany({ orderBy: { id: 'desc' }, take: limit });
}
