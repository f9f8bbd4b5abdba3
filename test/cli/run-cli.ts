import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The built command line, as `npx interlens` runs it. */
export const CLI = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export function startCli(args: readonly string[], { cwd, env }: CliOptions = {}): ChildProcess {
  // As in a user's shell: libraries behave otherwise under NODE_ENV=test.
  const { DATABASE_URL: _, NODE_ENV: __, VITEST: ___, ...inherited } = process.env;
  return spawn(process.execPath, [CLI, ...args], { cwd, env: { ...inherited, ...env }, stdio: 'pipe' });
}

export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = startCli(args, options);
  const texts = { stdout: '', stderr: '' };
  child.stdout!.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...texts };
}
