import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.js';

/** What a lock file says about its holder; `token` names this one taking of the lock. */
interface LockHolder {
  readonly pid: number;
  readonly identity: string;
  readonly token: string;
}

const POLL_MS = 25;

/**
 * Runs `action` while no other process of this machine runs one under the same lock file.
 * The lock of a process that died holding it (kill -9, power cut) is taken over.
 *
 * @param path       lock file; its folder exists and allows hard links
 * @param timeoutMs  how long to wait for the lock
 * @throws Error when the lock is not got in time, and whatever `action` throws
 */
export async function withExclusiveLock<T>(
  path: string,
  timeoutMs: number,
  action: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  while (!tryLock(path)) {
    if (Date.now() > deadline) {
      throw new Error(`${path} has been held by process ${readHolder(path)?.pid ?? '?'} for ${timeoutMs} ms`);
    }
    await sleep(POLL_MS);
  }
  try {
    return await action();
  } finally {
    rmSync(path, { force: true });
  }
}

/** One attempt; true when this process now holds the lock. */
function tryLock(path: string): boolean {
  if (createLock(path)) return true;
  const holder = readHolder(path);
  if (holder === null || processIdentity(holder.pid) === holder.identity) return false;
  removeDeadLock(path, holder.token);
  return createLock(path);
}

/** A hard link appears together with its content: no reader ever sees a lock without its holder. */
function createLock(path: string): boolean {
  const draft = `${path}.${randomUUID()}`;
  const holder: LockHolder = {
    pid: process.pid,
    identity: processIdentity(process.pid) ?? '',
    token: randomUUID(),
  };
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/**
 * Two processes may find the same dead lock, and the slower must not delete the lock the faster has just made.
 * So the right to delete the lock `token` is itself a lock, named after it (and taken over the same way).
 */
function removeDeadLock(path: string, token: string): void {
  const right = `${path}.${token.slice(0, 8)}`;
  if (!tryLock(right)) return;
  try {
    if (readHolder(path)?.token === token) unlinkSync(path);
  } finally {
    rmSync(right, { force: true });
  }
}

function readHolder(path: string): LockHolder | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
