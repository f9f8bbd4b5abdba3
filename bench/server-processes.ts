import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../src/database/package-root.js';
import { CLI, environmentOf } from './estimate/runs/run-interlens.js';

export interface ServerProcess {
  readonly url: string;
  /** Resident memory, MB; null where the system does not say. */
  residentMb(): number | null;
  /** Processor time so far, milliseconds; null where the system does not say. */
  processorMs(): number | null;
  close(): Promise<void>;
}

/** What a benchmark's own processes run, by its name in this folder. */
export function programOf(name: string): string {
  return join(packageRoot(), 'dist', 'bench', `${name}.js`);
}

/** `interlens serve` without a worker. */
export async function openInterlens(databaseUrl: string, home: string): Promise<ServerProcess> {
  const child = fork(CLI, ['serve', '--port', '0', '--workers', '0'], {
    env: { ...environmentOf(home), DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let messages = '';
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      messages += chunk.toString();
      const found = /http:\/\/[\d.]+:\d+/.exec(messages);
      if (found) resolve(found[0]);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('close', () => reject(new Error(`the server ended: ${messages}`)));
  });
  return serverProcess(child, url);
}

/** Another server, whose program is sent the database's address and says its own. */
export async function openServer(program: string, databaseUrl: string): Promise<ServerProcess> {
  const child = fork(program, { env: { ...process.env, NODE_ENV: 'production' } });
  child.send(databaseUrl);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', resolve);
    child.once('close', () => reject(new Error(`${program} ended`)));
  });
  return serverProcess(child, url);
}

function serverProcess(child: ChildProcess, url: string): ServerProcess {
  const ended = once(child, 'close');
  const read = (name: string): string => {
    try {
      return readFileSync(`/proc/${child.pid!}/${name}`, 'utf8');
    } catch {
      return ''; // not Linux
    }
  };
  return {
    url,
    residentMb() {
      const found = /^VmRSS:\s+(\d+) kB/m.exec(read('status'));
      return found && Math.round(Number(found[1]) / 1024);
    },
    processorMs() {
      // After the name, which may hold anything: user and system time are the 12th and 13th of these, in 1/100 s.
      const fields = read('stat').split(') ').at(-1)!.split(' ');
      return fields.length < 13 ? null : 10 * (Number(fields[11]) + Number(fields[12]));
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
