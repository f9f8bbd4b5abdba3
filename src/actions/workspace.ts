import { join } from 'node:path';
import { prepareQueue } from '../../jobs/prepare-queue.js';
import { openDatabase } from '../database/open-database.js';
import type { BlobStore } from '../features/blob-store.type.js';
import { localBlobStore } from '../features/local-blob-store.js';
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
  /** Folder of the embedded server and of the features. */
  readonly home: string;
}

/** @throws InputFailure when the database cannot be used */
export async function openWorkspace({ databaseUrl, home }: WorkspaceOptions): Promise<Workspace> {
  const database = await openDatabase(databaseUrl === undefined ? { home } : { home, url: databaseUrl });
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
    blobs: localBlobStore(join(home, 'features')),
    notifications,
    runEvents: new RunEventHub(store, notifications),
    close,
  };
}
