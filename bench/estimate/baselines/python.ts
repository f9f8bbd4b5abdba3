import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../src/database/package-root.js';

/** A Python program of this folder that answers one line of JSON to each. */
export interface PythonProgram {
  ask(request: object): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

/** The system's own first: that is where a distribution's packages are. */
const INTERPRETERS = ['/usr/bin/python3', 'python3'];

/** The first interpreter that has the package, and the package's version; null where none has. */
export function findPython(
  module: string,
): { readonly interpreter: string; readonly version: string } | null {
  for (const interpreter of INTERPRETERS) {
    try {
      const print = `import ${module}; print(${module}.__version__)`;
      const version = execFileSync(interpreter, ['-c', print], { stdio: ['ignore', 'pipe', 'ignore'] });
      return { interpreter, version: version.toString().trim() };
    } catch {
      // Not there, or without the package: the next may have it.
    }
  }
  return null;
}

/** @param script file name in this folder */
export function openPython(
  interpreter: string,
  script: string,
  environment: Readonly<Record<string, string>> = {},
): PythonProgram {
  const path = join(packageRoot(), 'bench', 'estimate', 'baselines', script);
  const child = spawn(interpreter, [path], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer: IteratorResult<string, undefined> = await lines.next();
      if (answer.done) throw new Error(`${script} ended without an answer`);
      return JSON.parse(answer.value) as Readonly<Record<string, unknown>>;
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}

/** A contender that a Python program runs. */
export async function pythonContender(
  name: string,
  program: PythonProgram,
  spec: object,
): Promise<{ readonly name: string; run(times: number): Promise<number>; close(): Promise<void> }> {
  await program.ask({ open: spec });
  return {
    name,
    run: async (times) => Number((await program.ask({ run: times }))['milliseconds']),
    close: () => program.close(),
  };
}
