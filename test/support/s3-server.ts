import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { S3ConnectionOptions } from '../../src/features/s3-connection.js';

export const TEST_BUCKET = 'features';

/** A server of the S3 protocol in a process of its own, with the bucket `TEST_BUCKET`. */
export interface S3Server {
  readonly endpoint: string;
  readonly port: number;
  /** What a client needs to be let in. */
  readonly access: Required<Pick<S3ConnectionOptions, 'region' | 'credentials'>>;
  /** Ends the process as a crash does; `start` brings it back at the same port with the same objects. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Keeps the process from running, its connections open, until `resume`. */
  pause(): void;
  resume(): void;
  /** Changes an object where the server keeps it. */
  overwrite(key: string, bytes: Uint8Array): Promise<void>;
  setDate(key: string, date: Date): Promise<void>;
  close(): Promise<void>;
}

export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'interlens-s3-'));
  let { child, port } = await run(folder, 0);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const fileOf = (key: string): string => join(folder, TEST_BUCKET, `${key}._S3rver_object`);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    port,
    access: {
      region: 'us-east-1',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    },
    kill,
    async start() {
      ({ child, port } = await run(folder, port));
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    overwrite: (key, bytes) => writeFile(fileOf(key), bytes),
    setDate: (key, date) => utimes(fileOf(key), date, date),
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function run(folder: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const program = join(import.meta.dirname, 's3-server-process.mjs');
  const child = fork(program, [folder, TEST_BUCKET, String(port)], { execArgv: [] });
  const started = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() =>
      Promise.reject(new Error('the S3 server of the tests ended at its start')),
    ),
  ]);
  return { child, port: Number(started[0]) };
}
