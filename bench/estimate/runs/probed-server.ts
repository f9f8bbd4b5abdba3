import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../../src/database/package-root.js';
import type { ProbeRequest } from './event-loop-probe.js';
import { CLI, environmentOf } from './run-interlens.js';
import type { LoopReport } from './watch-event-loop.js';

/** `interlens serve` in a process of its own, its event loop watched. */
export interface ProbedServer {
  readonly url: string;
  /** Forgets what was seen of the loop. */
  reset(): void;
  /** Since `reset`. */
  report(): Promise<LoopReport>;
  close(): Promise<void>;
}

const LISTENS_WITHIN_MS = 60_000;

/** @throws Error with its messages when the server does not come to listen */
export async function openProbedServer(args: readonly string[], home: string): Promise<ProbedServer> {
  const probe = join(packageRoot(), 'dist', 'bench', 'estimate', 'runs', 'event-loop-probe.js');
  const child = fork(CLI, ['serve', '--port', '0', ...args], {
    env: environmentOf(home),
    execArgv: ['--import', pathToFileURL(probe).href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = once(child, 'close');
  let messages = '';
  const url = await new Promise<string>((resolve, reject) => {
    const give = (reason: string): void => reject(new Error(`the server ${reason}: ${messages}`));
    const timer = setTimeout(() => give('does not listen'), LISTENS_WITHIN_MS);
    const hear = (chunk: Buffer): void => {
      messages += chunk.toString();
      const found = /http:\/\/[\d.]+:\d+/.exec(messages);
      if (found === null) return;
      clearTimeout(timer);
      resolve(found[0]);
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    child.once('close', () => give('ended'));
  });
  const ask = (request: ProbeRequest): void => void child.send(request);
  return {
    url,
    reset: () => ask('reset'),
    async report() {
      const answer = once(child, 'message');
      ask('report');
      return ((await answer) as [LoopReport])[0];
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
