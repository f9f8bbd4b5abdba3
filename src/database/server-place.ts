import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import { accountPasses, serverAccount, type ServerAccount } from './server-account.js';
import { findServerBinaries, reachableBinaries, type ServerBinaries } from './server-binaries.js';

/** Everything that says where one embedded server lives; the same for every process with the same home. */
export interface ServerPlace {
  readonly binaries: ServerBinaries;
  /** null: the account of this process */
  readonly account: ServerAccount | null;
  /** data directory; it may not exist yet, its parent does */
  readonly data: string;
  /** the server's log */
  readonly log: string;
  /** file with the password of the server's user `postgres`, readable by this process's account only */
  readonly password: string;
}

/** Where root's server goes when its account cannot enter the home. */
const SYSTEM_FOLDER = '/var/lib/interlens';

/**
 * Finds or chooses the place of the server of `home`, and makes the folders around it.
 *
 * @throws InputFailure BAD_HOME when the folder cannot be made, DATABASE_UNAVAILABLE when the existing data belongs to, or is out of reach of, the account
 *   that the server would run under
 */
export async function serverPlace(home: string, systemFolder = SYSTEM_FOLDER): Promise<ServerPlace> {
  const folder = resolve(home);
  const binaries = await findServerBinaries();
  await makeFolder(folder);
  const files = { log: join(folder, 'postgres.log'), password: join(folder, 'postgres-password') };
  const existing = existingData(folder);
  const owner = existing === null ? null : ownerOf(existing);

  if (process.getuid?.() !== 0) {
    if (owner !== null && owner !== process.getuid?.()) throw outOfReach(existing ?? folder, 'this account');
    return { ...files, binaries, account: null, data: existing ?? join(folder, 'postgres') };
  }
  const account = serverAccount(owner);
  if (account === null) throw new Error('root without a server account');
  const data = existing ?? (await chooseData(folder, account, systemFolder));
  if (existing !== null && !(await accountPasses(account, '-x', existing))) {
    throw outOfReach(existing, `account "${account.name}"`);
  }
  return { ...files, binaries: await reachableBinaries(binaries, account, systemFolder), account, data };
}

/** Folder by folder: asked for all at once, Node tries for ever where the system says that there is no such place. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  try {
    if (dirname(folder) !== folder) await makeFolder(dirname(folder));
    await mkdir(folder);
  } catch (error) {
    if (error instanceof InputFailure) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return; // another process was first
    const reason = code === 'EEXIST' ? 'it is not a folder' : (code ?? (error as Error).message);
    throw new InputFailure(
      'BAD_HOME',
      `The folder ${folder} cannot be made (${reason}): set INTERLENS_HOME to a folder that can.`,
      'INTERLENS_HOME',
    );
  }
}

function locationFile(folder: string): string {
  return join(folder, 'postgres-location');
}

function existingData(folder: string): string | null {
  const elsewhere = locationFile(folder);
  const data = existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : join(folder, 'postgres');
  // A cluster is moved into its place complete, so the folder's presence is enough.
  return existsSync(data) ? data : null;
}

/** The owner's uid; null where files have none (Windows). */
function ownerOf(data: string): number | null {
  return process.getuid ? statSync(data).uid : null;
}

async function chooseData(folder: string, account: ServerAccount, systemFolder: string): Promise<string> {
  const elsewhere = locationFile(folder);
  if (!existsSync(elsewhere) && (await accountPasses(account, '-x', folder))) return join(folder, 'postgres');
  const parent = join(systemFolder, createHash('sha256').update(folder).digest('hex').slice(0, 12));
  await mkdir(parent, { recursive: true });
  await chmod(systemFolder, 0o755); // whatever the umask
  await chmod(parent, 0o755);
  const data = join(parent, 'postgres');
  await writeFile(elsewhere, `${data}\n`);
  return data;
}

function outOfReach(data: string, account: string): InputFailure {
  return new InputFailure(
    'DATABASE_UNAVAILABLE',
    `The PostgreSQL data in ${data} is out of reach of ${account}: run Interlens as the user who made it, open the folders above it, or set INTERLENS_HOME to another folder.`,
    'INTERLENS_HOME',
  );
}
