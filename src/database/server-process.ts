import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputFailure } from '../domain/failure.js';
import { isAlive, processCommand } from './process-identity.js';
import { runAs, spawnOptions } from './server-account.js';
import type { ServerPlace } from './server-place.js';

/** A server as its `postmaster.pid` describes it. */
export interface RunningServer {
  readonly pid: number;
  /** TCP port on 127.0.0.1; NaN while the server has not written it yet */
  readonly port: number;
  /** false while it starts, recovers or stops */
  readonly ready: boolean;
}

const LARGEST_LOG = 5 * 1024 * 1024; // bytes
const POLL_MS = 10;
const STOP_TIMEOUT_MS = 60_000;
/** Start-up failures that pass: a port taken meanwhile, the last of a killed server's processes still ending. */
const PASSING = /could not bind|pre-existing shared memory block|lock file "postmaster.pid" already exists/;

/** The server that runs on `data`, or null when none does, whatever a stale `postmaster.pid` says. */
export function findRunningServer(data: string): RunningServer | null {
  const lines = readPidFile(data);
  if (lines === null) return null;
  const pid = Number(lines[0]);
  if (!isServer(pid, lines[1] ?? '')) return null;
  return { pid, port: Number(lines[3] || NaN), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Starts the server, detached from this process and its terminal, and waits until it accepts connections.
 * Call it under the place's lock, with no server running there.
 *
 * @param settings server parameters, set on its command line
 * @param port the one it must have; the one it had before, or any, when left out
 * @returns null when the start failed for a reason that passes: try again
 * @throws InputFailure DATABASE_UNAVAILABLE, with the tail of the log, when the server does not start
 */
export async function startServer(
  place: ServerPlace,
  settings: Readonly<Record<string, string>>,
  timeoutMs: number,
  port?: number,
): Promise<RunningServer | null> {
  removeStalePidFile(place.data);
  if (existsSync(place.log) && statSync(place.log).size > LARGEST_LOG)
    renameSync(place.log, `${place.log}.1`);
  const log = openSync(place.log, 'a', 0o600);
  const before = statSync(place.log).size;
  const all = { listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const child = spawn(
    join(place.binaries.folder, 'bin', 'postgres'),
    [
      ...['-D', place.data, '-p', String(port ?? (await portFor(place.data)))],
      ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...spawnOptions(place.account), detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  child.unref();
  const failure = await startFailure(child, place.data, timeoutMs);
  if (failure === null) return findRunningServer(place.data);
  const said = readFileSync(place.log).subarray(before).toString('utf8');
  if (PASSING.test(said)) return null;
  throw new InputFailure(
    'DATABASE_UNAVAILABLE',
    `The built-in PostgreSQL ${failure}; its log ${place.log} ends:\n${lastLines(said)}\nSet DATABASE_URL to use a PostgreSQL server of your own.`,
  );
}

/**
 * Fast shutdown: open transactions are rolled back, everything is written. Returns when the server is gone.
 * (`pg_ctl stop` would wait on for a server that another process starts on the same data meanwhile.)
 *
 * @throws Error when the server is still there after a minute
 */
export async function stopServer(place: ServerPlace): Promise<void> {
  const pid = findRunningServer(place.data)?.pid;
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await runAs(null, join(place.binaries.folder, 'bin', 'pg_ctl'), ['kill', 'INT', String(pid)]);
  } else {
    process.kill(pid, 'SIGINT');
  }
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (findRunningServer(place.data)?.pid === pid) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL ${pid} did not stop; see its log ${place.log}`);
    await sleep(POLL_MS);
  }
}

/** The last 15 lines of a log. */
export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}

/** Waits for the child; null once it accepts connections, else what went wrong. */
async function startFailure(child: ChildProcess, data: string, timeoutMs: number): Promise<string | null> {
  const end: { reason: string | null } = { reason: null };
  child.on('error', (error) => (end.reason = `could not be run (${error.message})`));
  child.on(
    'exit',
    (code, signal) => (end.reason ??= `ended at its start (${signal ?? `exit code ${code ?? '?'}`})`),
  );
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    await sleep(POLL_MS);
    if (end.reason !== null) return end.reason;
    const server = findRunningServer(data);
    if (server?.pid === child.pid && server?.ready) return null;
    if (Date.now() > deadline) return `is not ready after ${timeoutMs / 1000} s`;
  }
}

function readPidFile(data: string): string[] | null {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** After a crash or a boot the number may by now be anybody's: the command line tells. */
function isServer(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return false;
  const command = processCommand(pid);
  if (command === null) return process.platform === 'win32';
  return /postgres/.test(command) && command.includes(data);
}

/** PostgreSQL takes any live process of its account under the old number for a server, and then refuses to start. */
function removeStalePidFile(data: string): void {
  const pid = Number(readPidFile(data)?.[0] ?? NaN);
  if (pid > 0 && isAlive(pid)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** The port the server had before, where it is free: processes that used it then find it again. Else any. */
async function portFor(data: string): Promise<number> {
  const options = join(data, 'postmaster.opts'); // PostgreSQL leaves its command line there
  const before = existsSync(options) ? /"-p" "(\d+)"/.exec(readFileSync(options, 'utf8')) : null;
  return before ? freePort(Number(before[1])).catch(() => freePort(0)) : freePort(0);
}

/** A TCP port of 127.0.0.1 that is free now; another program may take it before the server does. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
