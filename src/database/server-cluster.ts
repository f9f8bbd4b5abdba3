import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import { runAs } from './server-account.js';
import type { ServerPlace } from './server-place.js';

/** The superuser that initdb makes and Interlens connects as. */
export const SERVER_USER = 'postgres';

/**
 * Makes the data directory and its password when there is none. Call it under the place's lock.
 * It is made beside its place and moved in complete: an interrupted initdb leaves only leftovers, removed next time.
 *
 * @throws InputFailure DATABASE_UNAVAILABLE when the folder holds something else, or initdb fails
 */
export async function ensureCluster(place: ServerPlace): Promise<void> {
  const { data, binaries } = place;
  if (existsSync(data)) {
    requireSameVersion(data, binaries.version);
    return;
  }
  await removeLeftovers(data);
  const draft = `${data}.new-${randomUUID()}`;
  const passwordFile = `${draft}-password`;
  const password = randomBytes(24).toString('base64url');
  try {
    await mkdir(draft, { mode: 0o700 });
    await writeFile(passwordFile, password, { mode: 0o600, flag: 'wx' });
    if (place.account) {
      await chown(draft, place.account.uid, place.account.gid);
      await chown(passwordFile, place.account.uid, place.account.gid);
    }
    await runAs(place.account, join(binaries.folder, 'bin', 'initdb'), [
      ...['-D', draft, '-U', SERVER_USER, '-E', 'UTF8', '--locale=C'],
      ...['--auth=scram-sha-256', `--pwfile=${passwordFile}`],
    ]);
    await writeFile(`${place.password}.new`, password, { mode: 0o600 });
    await rename(`${place.password}.new`, place.password);
    await rename(draft, data);
  } catch (error) {
    if (error instanceof InputFailure) throw error;
    const reason = (error as { stderr?: string }).stderr?.trim() ?? '';
    throw new InputFailure(
      'DATABASE_UNAVAILABLE',
      `Could not create the PostgreSQL data directory ${data}: ${reason || (error as Error).message}. Set DATABASE_URL to use a PostgreSQL server of your own.`,
      null,
      { cause: error },
    );
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

function requireSameVersion(data: string, version: string): void {
  const file = join(data, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
  const major = version.split('.')[0];
  if (found === major) return;
  throw new InputFailure(
    'DATABASE_UNAVAILABLE',
    found === null
      ? `${data} is not a PostgreSQL data directory: move it away, or set INTERLENS_HOME to another folder.`
      : `${data} was made by PostgreSQL ${found}, and this version of Interlens brings PostgreSQL ${major ?? '?'}: set INTERLENS_HOME to another folder, or DATABASE_URL to a server of your own.`,
    'INTERLENS_HOME',
  );
}

async function removeLeftovers(data: string): Promise<void> {
  const parent = dirname(data);
  const left = (await readdir(parent)).filter((name) => name.startsWith(`${basename(data)}.new-`));
  await Promise.all(left.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}
