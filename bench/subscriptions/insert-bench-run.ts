import { randomUUID } from 'node:crypto';
import { presets } from '../../src/estimation/presets.js';
import type { Store } from '../../src/store/open-store.js';
import { insertRun } from '../../src/store/runs.js';

/** A queued run without steps, of a dataset without samples; its one event says that it is queued. */
export async function insertBenchRun(store: Store): Promise<string> {
  const id = randomUUID();
  const datasetId = randomUUID();
  await store.prisma.dataset.create({
    data: { id: datasetId, name: `bench ${id}`, sha256: '0'.repeat(64), sampleCount: 0, droppedRows: 0 },
  });
  await store.prisma.$transaction((transaction) =>
    insertRun(transaction, {
      id,
      datasetId,
      firstModality: 0,
      secondModality: 1,
      config: presets['fast']!,
      seed: 1,
      idempotencyKey: null,
      tenant: 'default',
      requiredEngine: null,
      featureMemory: 0,
      engine: 'plain',
      codeVersion: 'bench',
      steps: [],
    }),
  );
  return id;
}
