import { Logger, runMigrations } from 'graphile-worker';
import type { Store } from '../src/store/open-store.js';

/** Makes or brings up to date the queue's own tables, so that jobs can be queued before any worker runs. */
export async function prepareQueue(store: Store): Promise<void> {
  await runMigrations({ pgPool: store.pool, logger: new Logger(() => () => undefined) });
}
