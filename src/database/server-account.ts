import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { InputFailure } from '../domain/failure.js';

/** The unprivileged account that the server runs under when this process is root, which PostgreSQL refuses. */
export interface ServerAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * @param uid the account that owns existing data, or null to choose one: `postgres`, else `nobody`
 * @returns null when this process is not root: the server then runs under this process's own account
 */
export function serverAccount(uid: number | null = null): ServerAccount | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n').map(parseAccount);
  const chosen =
    uid === null
      ? (accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody'))
      : (accounts.find((account) => account.uid === uid) ?? { name: `uid ${uid}`, uid, gid: uid });
  if (chosen && chosen.uid > 0) return chosen;
  throw new InputFailure(
    'DATABASE_UNAVAILABLE',
    'PostgreSQL does not run as root, and /etc/passwd has neither a "postgres" nor a "nobody" account: run Interlens as an ordinary user, or set DATABASE_URL.',
  );
}

/** How to spawn a child of the server under `account`; Node drops root's supplementary groups with it. */
export function spawnOptions(account: ServerAccount | null): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  windowsHide: boolean;
  uid?: number;
  gid?: number;
} {
  // PGDATA, PGPORT … of the user's shell must not reach the server; LC_ALL keeps its messages in English.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'));
  return {
    cwd: '/', // an account that may not enter the current folder could not start there
    env: { ...Object.fromEntries(inherited), LC_ALL: 'C' },
    windowsHide: true,
    ...(account && { uid: account.uid, gid: account.gid }),
  };
}

/**
 * Runs a program to its end under `account`.
 *
 * @throws the error of `child_process.execFile` (`stderr`: what the program wrote)
 */
export async function runAs(account: ServerAccount | null, file: string, args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { ...spawnOptions(account), encoding: 'utf8' });
  return stdout;
}

/** Whether `account` itself passes the `test` expression (`-x /folder`); mode bits alone do not tell (ACLs, mounts). */
export async function accountPasses(account: ServerAccount, ...expression: string[]): Promise<boolean> {
  try {
    await runAs(account, '/bin/sh', ['-c', 'test "$@"', 'sh', ...expression]);
    return true;
  } catch {
    return false;
  }
}

function parseAccount(line: string): ServerAccount {
  const [name = '', , uid = '', gid = ''] = line.split(':');
  return { name, uid: Number(uid), gid: Number(gid) };
}
