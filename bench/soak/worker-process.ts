import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';

/** `interlens worker` in a process of its own. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Of the process that was spawned: with a launcher, the launcher's. */
  readonly pid: number;
  /** Sends a signal and resolves when the process has ended, with its exit code or the signal's name. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

export interface WorkerProcessOptions {
  readonly url: string;
  /** Folder of the features. */
  readonly home: string;
  readonly options?: readonly string[];
  /** Command that the worker is started by, such as `ip netns exec NAME`. */
  readonly launcher?: readonly string[];
}

/** Resolves when it waits for work. */
export async function startWorkerProcess({
  url,
  home,
  options = [],
  launcher = [],
}: WorkerProcessOptions): Promise<WorkerProcess> {
  const main = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');
  const [command, ...args] = [...launcher, process.execPath, main, 'worker', '--database', url, ...options];
  // As in a user's shell: libraries behave otherwise under NODE_ENV=test.
  const { DATABASE_URL: _, NODE_ENV: __, VITEST: ___, ...inherited } = process.env;
  const child = spawn(command!, args, {
    env: { ...inherited, INTERLENS_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    const onData = (data: Buffer): void => {
      output += data.toString();
      if (output.includes('waits for runs')) resolve();
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('exit', () => {
      reject(new Error(`the worker ended: ${output}`));
    });
  });
  return {
    child,
    pid: child.pid!,
    async end(signal) {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode!;
      const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      child.kill(signal);
      const [code, by] = await exit;
      return code ?? by!;
    },
  };
}
