import { join } from 'node:path';
import { prepareQueue } from '../../jobs/prepare-queue.js';
import { openDatabase } from '../database/open-database.js';
import type { BlobStore } from '../features/blob-store.type.js';
import { localBlobStore } from '../features/local-blob-store.js';
import { openBlobStore } from '../features/open-blob-store.js';
import { openNotifications, type Notifications } from '../store/notifications.js';
import { openStore, type Store } from '../store/open-store.js';
import { RunEventHub } from './run-event-hub.js';

/** Everything an action works on. Opened once a process, released by `close`. */
export interface Workspace {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
  readonly runEvents: RunEventHub;
  close(): Promise<void>;
}

export interface WorkspaceOptions {
  /** PostgreSQL address; without one the embedded server under `home` is used. */
  readonly databaseUrl?: string;
  /** Folder of the embedded server and, where `features` names no other place, of the features. */
  readonly home: string;
  /** Folder, or `s3://bucket/prefix`. */
  readonly features?: string;
}

/** @throws InputFailure when the database or the place of the features cannot be used */
export async function openWorkspace({ databaseUrl, home, features }: WorkspaceOptions): Promise<Workspace> {
  // The default folder is made when something is stored: looking at runs needs none.
  const blobs =
    features === undefined ? localBlobStore(join(home, 'features')) : await openBlobStore(features);
  try {
    return await openOnDatabase(blobs, { home, ...(databaseUrl !== undefined && { url: databaseUrl }) });
  } catch (error) {
    await blobs.close();
    throw error;
  }
}

async function openOnDatabase(
  blobs: BlobStore,
  options: Parameters<typeof openDatabase>[0],
): Promise<Workspace> {
  const database = await openDatabase(options);
  const store = openStore(database.url);
  const notifications = openNotifications(database.url);
  const close = async (): Promise<void> => {
    await notifications.close();
    await store.close();
    await database.release();
  };
  try {
    await prepareQueue(store);
    // Loads Prisma's query compiler, for which the first query would hold up everything else for a third of a second.
    await store.prisma.$connect();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    store,
    blobs,
    notifications,
    runEvents: new RunEventHub(store, notifications),
    async close() {
      await close();
      await blobs.close();
    },
  };
}
