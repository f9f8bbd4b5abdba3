import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingPackages } from '../../jobs/engines/tensorflow-packages.js';
import type { RunDocument } from '../../src/actions/run-document.js';
import { writeNpz } from '../support/npz.js';
import { SKIPPED, swiftshader } from '../support/swiftshader.js';
import { createTestDatabase } from '../support/test-database.js';
import { runCli, startCli, type CliResult } from './run-cli.js';

describe('--engine', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let environment: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interlens-engines-'));
    database = await createTestDatabase();
    environment = { DATABASE_URL: database.url, INTERLENS_HOME: join(folder, 'home') };
    const rows = Array.from({ length: 48 }, (_, row) => row);
    await writeNpz(join(folder, 'data.npz'), {
      x1: { columns: 2, values: rows.flatMap((row) => [(row % 2) + ((row * 0.733) % 1), (row * 0.377) % 1]) },
      x2: { columns: 1, values: rows.map((row) => (row % 2) + ((row * 0.618) % 1)) },
      y: { values: rows.map((row) => row % 2) },
    });
    const imported = await cli({}, 'import', 'data.npz', '--name', 'pairs', '--modality', 'x1=x1', '--modality', 'x2=x2', '--label', 'y'); // prettier-ignore
    expect(imported).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const cli = (env: Readonly<Record<string, string>>, ...args: string[]): Promise<CliResult> =>
    runCli(args, { cwd: folder, env: { ...environment, ...env } });
  const quick = [
    'folds=2',
    'classifier.perceptron.maxEpochs=3',
    'classifier.perceptron.hidden=6',
    'classifier.logistic.maxIterations=10',
    'classifier.candidates=["perceptron","logistic"]',
  ].flatMap((setting) => ['--set', setting]);
  const estimated = async (
    env: Readonly<Record<string, string>>,
    ...args: string[]
  ): Promise<{ document: Required<RunDocument>; stderr: string }> => {
    const { code, stdout, stderr } = await cli(
      env,
      'estimate',
      'pairs',
      '--preset',
      'fast',
      ...quick,
      '--json',
      ...args,
    );
    expect(code, stderr).toBe(0);
    return { document: JSON.parse(stdout) as Required<RunDocument>, stderr };
  };

  it.each(['cpu', 'wasm'])(
    'computes on TensorFlow.js with %s as with wasm, and records it',
    async (backend) => {
      const { document } = await estimated({ INTERLENS_TF_BACKEND: backend }, '--engine', 'tensorflow');
      expect(document.run.engine).toBe(`tensorflow-${backend}`);
      const { document: wasm } = await estimated({}, '--engine', 'wasm');
      expect(wasm.run.engine).toMatch(/^wasm/);
      // Rounding may take an epoch more or less: alike, not equal.
      const means = (of: Required<RunDocument>): number[] =>
        of.classes.map(({ information }) => information!.I12);
      means(wasm).forEach((expected, at) => {
        expect(Math.abs(means(document)[at]! - expected)).toBeLessThan(0.02);
      });
    },
  );

  it
    .skipIf(missingPackages('node-gpu').length === 0)
    .each(['estimate pairs', 'worker', 'serve', 'demo --exit'])(
    'refuses a backend that is not installed at the start of %s',
    async (command) => {
      const env = { INTERLENS_TF_BACKEND: 'node-gpu' };
      const { code, stdout, stderr } = await cli(env, ...command.split(' '), '--engine', 'tensorflow');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^interlens: [^\n]+: npm install [^\n]+@tensorflow\/tfjs-node-gpu@[\d.]+\n$/);
    },
  );

  it('names the choices where there is no such backend or engine', async () => {
    const { code, stderr } = await cli({ INTERLENS_TF_BACKEND: 'cuda' }, 'worker');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'interlens: INTERLENS_TF_BACKEND must be one of node-gpu, node, webgpu, wasm, cpu, got "cuda".\n',
    });
    const other = await cli({}, 'estimate', 'pairs', '--engine', 'gpu');
    expect(other).toMatchObject({ code: 2, stdout: '' });
    expect(other.stderr).toMatch(/^interlens: [^\n]*Allowed choices are auto, wasm, tensorflow\.\n$/);
  });

  it.skipIf(missingPackages('node-gpu').length === 0)(
    'says in one line that auto falls back where tfjs-node-gpu cannot be loaded',
    async () => {
      const broken = join(folder, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
      await mkdir(broken, { recursive: true });
      await writeFile(join(broken, 'index.js'), 'throw new Error("libcudart.so.11.0: no such file");');
      const { document, stderr } = await estimated({ NODE_PATH: join(folder, 'node_modules') });
      expect(document.run.engine).toMatch(/^wasm/);
      expect(stderr.split('\n').filter((line) => line.includes('node-gpu'))).toEqual([
        expect.stringMatching(/^Computing with the wasm engine: node-gpu .*libcudart\.so\.11\.0.*\.$/),
      ]);
    },
  );

  it.skipIf(!swiftshader)(
    `ends a run at Ctrl-C with a device at work${swiftshader ? '' : ` (${SKIPPED})`}`,
    async () => {
      const child = startCli(['estimate', 'pairs', '--engine', 'tensorflow'], {
        cwd: folder,
        env: { ...environment, ...swiftshader, INTERLENS_TF_BACKEND: 'webgpu' },
      });
      let stderr = '';
      child.stderr!.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        // Within the first step, whose work is thousands of calls of the device.
        if (stderr.includes('has started') && !child.killed) setTimeout(() => child.kill('SIGINT'), 3_000);
      });
      const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/interlens: The run \S+ was cancelled\. To go on .*\n$/) as string,
      });
    },
  );
});
