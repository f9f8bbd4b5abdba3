import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../../src/database/package-root.js';
import { watchMemory, type PeakMemory } from './process-memory.js';

/** The built command line, as `npx interlens` runs it. */
export const CLI = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');

export interface CommandResult {
  /** From the start of the process to its end. */
  readonly seconds: number;
  readonly memory: PeakMemory;
  /** What it printed with `--json`. */
  readonly document: unknown;
}

/**
 * Runs the command line in a home of its own.
 *
 * @throws Error with the end of its messages when it fails
 */
export async function runInterlens(args: readonly string[], home: string): Promise<CommandResult> {
  const start = performance.now();
  const child = spawn(process.execPath, [CLI, ...args, '--json'], {
    env: environmentOf(home),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const memory = watchMemory(child.pid!);
  const texts = { out: '', messages: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.messages += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const peak = memory();
  if (code !== 0) throw new Error(`interlens ${args.join(' ')}: ${texts.messages.slice(-1000)}`);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, memory: peak, document: JSON.parse(texts.out) };
}

/** The home's own server, whatever database this process's environment names. */
export function environmentOf(home: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, NODE_ENV: __, VITEST: ___, ...inherited } = process.env;
  return { ...inherited, INTERLENS_HOME: home };
}
