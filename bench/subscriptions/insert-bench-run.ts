import { randomUUID } from 'node:crypto';
import type { Store } from '../../src/store/open-store.js';
import { insertEmptyRun } from '../insert-empty-run.js';

/** A queued run without steps, of a dataset without samples. */
export async function insertBenchRun(store: Store): Promise<string> {
  const id = randomUUID();
  await store.prisma.dataset.create({
    data: { id, name: `bench ${id}`, sha256: '0'.repeat(64), sampleCount: 0, droppedRows: 0 },
  });
  return insertEmptyRun(store, id);
}
