import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyMigrations } from '../src/database/migrate.js';
import { packageRoot } from '../src/database/package-root.js';
import { ensureCluster, SERVER_USER } from '../src/database/server-cluster.js';
import { serverPlace } from '../src/database/server-place.js';
import { startServer, stopServer } from '../src/database/server-process.js';

/** A PostgreSQL of one's own, as users have it (fsync on), that can be stopped and started again. */
export interface RestartablePostgres {
  /** A migrated database; the address stays the same over restarts. */
  readonly url: string;
  /** Folder of the server's data. */
  readonly data: string;
  /** Fast shutdown: every connection is terminated. Does nothing while it is stopped. */
  stop(): Promise<void>;
  /** On the port it had before. */
  start(): Promise<void>;
}

const STARTS_WITHIN_MS = 30_000;

/**
 * @param home     a folder that any account may enter
 * @param settings PostgreSQL parameters
 */
export async function openRestartablePostgres(
  home: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RestartablePostgres> {
  const place = await serverPlace(home);
  await ensureCluster(place);
  let port: number | null = null;
  const start = async (): Promise<number> => {
    const all = { ...settings, ...(port !== null && { port: String(port) }) };
    const server = await startServer(place, all, STARTS_WITHIN_MS);
    if (server === null) throw new Error(`PostgreSQL did not start: see ${place.log}`);
    return (port = server.port);
  };
  await start();
  const password = readFileSync(place.password, 'utf8').trim();
  const url = `postgresql://${SERVER_USER}:${password}@127.0.0.1:${String(port)}/postgres`;
  await applyMigrations(url, join(packageRoot(), 'prisma', 'migrations'));
  return { url, data: place.data, stop: () => stopServer(place), start: () => start().then(() => undefined) };
}
