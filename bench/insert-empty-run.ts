import { randomUUID } from 'node:crypto';
import { presets } from '../src/estimation/presets.js';
import type { Store } from '../src/store/open-store.js';
import { insertRun } from '../src/store/runs.js';

/** A queued run without steps of a dataset; its one event says that it is queued. */
export async function insertEmptyRun(store: Store, datasetId: string): Promise<string> {
  const id = randomUUID();
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
