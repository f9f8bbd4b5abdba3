import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';
import { runCli, type CliResult } from './run-cli.js';

const ROWS = 60;

describe('subsets and routings, from the command line', () => {
  let workspace: TestWorkspace;
  let runId: string;
  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const dataset = await importSmallDataset(workspace, 'birds', ROWS);
    const random = new Random(3, 'subset');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
    const classIndex = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
    const columns = decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }); // prettier-ignore
    const records = { columns, classIndex, foldOf: new Int32Array(ROWS), spread: null };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records)).id;
  });
  afterAll(() => workspace.close());

  const cli = (...args: string[]): Promise<CliResult> =>
    runCli(args, { cwd: workspace.folder, env: { DATABASE_URL: workspace.url, INTERLENS_HOME: join(workspace.folder, 'home') } }); // prettier-ignore

  it('are kept, told of and written to files', async () => {
    const saved = await cli('subset', 'save', 'top', '--run', runId, '--top', 's:20%', '--per-class', '--order', 's:desc', '--json'); // prettier-ignore
    expect(saved).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(saved.stdout)).toMatchObject({
      name: 'top',
      dataset: 'birds',
      samples: 12,
      classes: [0, 1, 2].map((label) => ({ label: `class-${label}`, n: 4 })),
      run: runId,
      runIsDeleted: false,
      rule: { kind: 'selection', order: { by: 's', descending: true } },
    });
    const parts = await cli('subset', 'partition', 'parts', '--run', runId, '--parts', '2');
    expect(parts.stdout).toMatch(/^subset +n +R +U1 +U2 +S\nparts\/1 +30 .*\nparts\/2 +30 .*\n$/);
    expect(await cli('subset', 'export', 'top', '--out', 'top.csv')).toMatchObject({ code: 0, stdout: 'Wrote 12 samples to top.csv.\n' }); // prettier-ignore
    expect((await readFile(join(workspace.folder, 'top.csv'), 'utf8')).trim().split('\n')).toHaveLength(13);

    const routed = await cli('route', 'save', 'teachers', '--run', runId, '--information', 'q0.5');
    expect(routed.stdout).toMatch(/^Routing "teachers" .*i12 > .*\nclass +none +r: first +r: second +u1: first +u2: second +s: first\+second\n/); // prettier-ignore
    expect(await cli('route', 'export', 'teachers', '--out', 'teachers.csv')).toMatchObject({ code: 0 });
    expect((await readFile(join(workspace.folder, 'teachers.csv'), 'utf8')).trim().split('\n')).toHaveLength(ROWS + 1); // prettier-ignore
  });

  it.each([
    [['subset', 'save', 'x', '--run', 'RUN', '--top', 's:ten'], 'expected VALUE:COUNT or VALUE:PERCENT%'],
    [
      ['subset', 'save', 'x', '--run', 'RUN', '--bucket', 'r:1/2', '--limit', '3'],
      'cannot be used with option',
    ],
    [
      ['subset', 'save', 'x', '--run', 'RUN', '--top', 's:2147483648'],
      'top takes a count from 1 to 2147483647',
    ],
    [['subset', 'save', 'x', '--run', 'RUN', '--per-class'], '--per-class says which --top is meant'],
    [['subset', 'union', 'x', 'nothing', 'more'], 'There is no subset "nothing".'],
    [['route', 'save', 'x', '--run', 'RUN', '--synergy', 'much'], 'expected a number of nats'],
    [['route', 'save', 'x', '--run', 'RUN', '--synergy', 'q2'], 'The threshold of s must be a quantile from 0 to 1, got 2.'], // prettier-ignore
  ])('are refused in one line: %s', async (args, message) => {
    const { code, stderr } = await cli(...args.map((arg) => arg.replace('RUN', runId)));
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
