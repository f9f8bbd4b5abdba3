import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { withExclusiveLock } from '../../src/database/exclusive-lock.js';
import { processIdentity } from '../../src/database/process-identity.js';

const folder = mkdtempSync(join(tmpdir(), 'interlens-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const deadPid = spawnSync(process.execPath, ['--version']).pid;

function writeLock(path: string, pid: number, identity: string): void {
  writeFileSync(path, JSON.stringify({ pid, identity, token: 'a-token-of-its-own' }));
}

/** The largest number of holders at one time. */
async function mostAtOnce(path: string, contenders: number): Promise<number> {
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: contenders }, () =>
      withExclusiveLock(path, 10_000, async () => {
        most = Math.max(most, ++inside);
        await sleep(2);
        inside--;
      }),
    ),
  );
  return most;
}

test('one holder at a time, and nothing is left behind', async () => {
  expect(await mostAtOnce(join(folder, 'lock'), 20)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a dead process is taken over once', async () => {
  const path = join(folder, 'dead');
  writeLock(path, deadPid, 'gone');
  writeLock(`${path}.a-token-`, deadPid, 'gone'); // it died while taking over from another
  expect(await mostAtOnce(path, 20)).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('a pid used again does not keep the lock', async () => {
  const path = join(folder, 'reused');
  writeLock(path, process.pid, 'of an earlier process');
  expect(await withExclusiveLock(path, 1_000, () => Promise.resolve('got it'))).toBe('got it');
});

test('the lock of a live process is respected, and named when waiting is over', async () => {
  const path = join(folder, 'live');
  writeLock(path, process.pid, processIdentity(process.pid) ?? '');
  await expect(withExclusiveLock(path, 60, () => Promise.resolve())).rejects.toThrow(
    `held by process ${process.pid} for 60 ms`,
  );
});

test('an action that fails gives the lock back', async () => {
  const path = join(folder, 'failing');
  await expect(withExclusiveLock(path, 100, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withExclusiveLock(path, 100, () => Promise.resolve(1))).toBe(1);
});
