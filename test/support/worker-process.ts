import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startCli } from '../cli/run-cli.js';
import type { TestWorkspace } from './test-workspace.js';

/** `interlens worker` in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  /** All it has written. */
  readonly output: () => string;
  /** Sends a signal and resolves when the process has ended, with its exit code or the signal's name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

/** Resolves when it waits for work. */
export async function startWorkerProcess(
  { url, folder }: Pick<TestWorkspace, 'url' | 'folder'>,
  ...options: readonly string[]
): Promise<WorkerProcess> {
  const child = startCli(['worker', '--database', url, ...options], { env: { INTERLENS_HOME: folder } });
  let output = '';
  const waiting = new Promise<void>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      output += data.toString();
      if (output.includes('Waiting for runs')) resolve();
    };
    child.stdout!.on('data', onData);
    child.stderr!.on('data', onData);
    child.once('exit', () => {
      reject(new Error(`the worker ended: ${output}`));
    });
  });
  await waiting;
  return {
    child,
    pid: child.pid!,
    output: () => output,
    async end(signal) {
      const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode!;
      child.kill(signal);
      const [code, by] = await exit;
      return code ?? by!;
    },
  };
}
