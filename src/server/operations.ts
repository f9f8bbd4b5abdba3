import { join } from 'node:path';
import { Router } from 'express';
import type { Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { packageRoot } from '../database/package-root.js';
import { readMigrations } from '../database/read-migrations.js';
import { newestMigration } from '../store/queue-state.js';
import type { Metrics } from './metrics.js';

/** How long the database may take to answer, milliseconds. */
const READY_WITHIN_MS = 2_000;

/**
 * What those who run the process ask it: /healthz (it is alive), /readyz (it can work, else 503 and what it lacks) and
 * /metrics.
 *
 * @param worker that the process has, if it has one by now
 */
export function operations(workspace: Workspace, metrics: Metrics, worker: () => Worker | null): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const checks = {
      ...(await databaseChecks(workspace)),
      notifications: workspace.notifications.isConnected,
      ...(worker() && { lease: worker()!.holdsLease }),
    };
    const isReady = Object.values(checks).every(Boolean);
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.text());
  });
  return router;
}

async function databaseChecks({ store }: Workspace): Promise<{ database: boolean; migrations: boolean }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, READY_WITHIN_MS, new Error('the database did not answer'));
  });
  try {
    const applied = await Promise.race([newestMigration(store), late]);
    return { database: true, migrations: applied === (await newestKnownMigration()) };
  } catch {
    return { database: false, migrations: false };
  } finally {
    clearTimeout(timer);
  }
}

let known: Promise<string | null> | null = null;

/** Of this version. */
function newestKnownMigration(): Promise<string | null> {
  return (known ??= readMigrations(join(packageRoot(), 'prisma', 'migrations')).then(
    (migrations) => migrations.at(-1)?.name ?? null,
  ));
}
