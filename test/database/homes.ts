import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { findRunningServer } from '../../src/database/server-process.js';

const root = resolve(import.meta.dirname, '..', '..');

/** A process that holds a lease (lease-child.mjs). */
export interface LeaseProcess {
  readonly url: string;
  readonly started: boolean;
  /** @returns the exit code */
  release(): Promise<number | null>;
  kill(): Promise<void>;
}

const homes: string[] = [];
const children: ChildProcess[] = [];

/** A fresh folder that any account may enter. */
export function makeHome(mode = 0o755): string {
  const home = mkdtempSync(join(tmpdir(), 'interlens-home-'));
  chmodSync(home, mode);
  homes.push(home);
  return home;
}

export function dataOf(home: string): string {
  const elsewhere = join(home, 'postgres-location');
  return existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : join(home, 'postgres');
}

/** Whether a server runs on the data of `home`. */
export function isServed(home: string): boolean {
  return findRunningServer(dataOf(home)) !== null;
}

export async function startLease(
  home: string,
  account: { uid: number; gid: number } | null = null,
): Promise<LeaseProcess> {
  const script = join(import.meta.dirname, 'lease-child.mjs');
  const child = spawn(process.execPath, [script, home], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  children.push(child);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [
    unknown,
  ];
  if (typeof line !== 'string') throw new Error('the process ended without a word');
  const said = JSON.parse(line) as { url: string; started: boolean; failure?: string };
  if (said.failure !== undefined) throw new Error(said.failure);
  return {
    url: said.url,
    started: said.started,
    async release() {
      child.stdin.write('release\n');
      return (await ended)[0];
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Ends every process and server of the test file, however the tests went, and removes their folders. */
export function removeHomes(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const home of homes.splice(0)) {
    const data = dataOf(home);
    const server = findRunningServer(data);
    if (server) {
      process.kill(server.pid, 'SIGQUIT');
      execFileSync('sleep', ['0.3']);
    }
    if (!data.startsWith(home)) rmSync(dirname(data), { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}
