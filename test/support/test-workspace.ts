import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareQueue } from '../../jobs/prepare-queue.js';
import { importDataset } from '../../src/actions/import-dataset.js';
import { RunEventHub } from '../../src/actions/run-event-hub.js';
import type { Workspace } from '../../src/actions/workspace.js';
import type { BlobStore } from '../../src/features/blob-store.type.js';
import { localBlobStore } from '../../src/features/local-blob-store.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { openNotifications } from '../../src/store/notifications.js';
import { openStore } from '../../src/store/open-store.js';
import { createTestDatabase } from './test-database.js';

export interface TestWorkspace extends Workspace {
  readonly url: string;
  /** Folder of the blobs and of files made by the test. */
  readonly folder: string;
}

/** A workspace on a database and a folder of its own, which `close` removes; blobs are in the folder unless given. */
export async function openTestWorkspace(blobs?: BlobStore): Promise<TestWorkspace> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'interlens-workspace-'));
  const store = openStore(database.url);
  const notifications = openNotifications(database.url);
  await prepareQueue(store);
  return {
    url: database.url,
    folder,
    store,
    notifications,
    runEvents: new RunEventHub(store, notifications),
    blobs: blobs ?? localBlobStore(join(folder, 'features')),
    async close() {
      await notifications.close();
      await store.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A small, quickly estimated dataset: one noisy feature a modality, three classes or more, two splits. */
export async function importSmallDataset(
  workspace: Workspace & Pick<TestWorkspace, 'folder'>,
  name = 'small',
  rows = 60,
  classes = 3,
): Promise<DatasetRecord> {
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row % classes;
    // Deterministic scatter: fractional parts of multiples of irrational numbers.
    const scatter = (factor: number): number => ((row + 1) * factor) % 1;
    return [
      `s${row}`,
      `class-${label}`,
      row % 4 === 0 ? 'test' : 'train',
      label + scatter(Math.SQRT2),
      (label % 2) + scatter(Math.E),
    ].join(',');
  });
  const path = join(workspace.folder, `${name}.csv`);
  await writeFile(path, `id,label,split,a,b\n${lines.join('\n')}\n`);
  const { dataset } = await importDataset(workspace, {
    path,
    name,
    selection: {
      modalities: [
        { name: 'first', array: 'a' },
        { name: 'second', array: 'b' },
      ],
      label: 'label',
      id: 'id',
      split: 'split',
      missing: 'refuse',
    },
  });
  return dataset;
}
