import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import type { AssessmentDocument, ModelDocument } from '../../src/actions/model-document.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { writeNpz } from '../support/npz.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';
import { runCli, type CliResult } from './run-cli.js';

const ROWS = 60;

describe('interlens model', () => {
  let workspace: TestWorkspace;
  let runId: string;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const random = new Random(1, 'model');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
    const columns = decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }); // prettier-ignore
    const classIndex = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
    const records = { columns, classIndex, foldOf: new Int32Array(ROWS), spread: null };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records)).id;
    const p = Array.from({ length: 3 * ROWS }, (_, at) => (at % 3 === Math.floor(at / 3) % 3 ? 0.8 : 0.1));
    await writeNpz(join(workspace.folder, 'p.npz'), { p: { columns: 3, values: p } });
    await writeFile(join(workspace.folder, 'p.csv'), 'class-0,class-1\n.5,.5\n');
  });
  afterAll(() => workspace.close());

  const cli = (...args: string[]): Promise<CliResult> =>
    runCli(['model', ...args], {
      cwd: workspace.folder,
      env: { DATABASE_URL: workspace.url, INTERLENS_HOME: workspace.folder },
    });

  it('registers, lists, shows against a run, and deletes', async () => {
    const registered = await cli('register', 'p.npz', '--dataset', 'small', '--name', 'net', '--json');
    expect(registered).toMatchObject({ code: 0, stderr: '' });
    const { model } = JSON.parse(registered.stdout) as { model: ModelDocument };
    expect(model).toMatchObject({ name: 'net', dataset: 'small', kind: 'probabilities', samples: ROWS, accuracy: 1 }); // prettier-ignore
    expect(model.logLoss).toBeCloseTo(-Math.log(0.8), 6);
    expect((await cli('list', 'small')).stdout).toMatch(
      /^model .*\n.* net {3}small +1\.000 +0\.223 +0\.200\n$/,
    );

    const shown = await cli('show', 'net', '--run', runId);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(
      'accuracy 1.000, log-loss 0.223 nats, calibration error 0.200 over 60 samples.',
    );
    expect(shown.stdout).toMatch(/\ndominant +n +accuracy +log-loss +calibration\nR +\d+ +1\.000/);
    expect(shown.stdout).toMatch(
      /\nclass +n +accuracy +log-loss +calibration +Im +I12 +Sm +S +share\nclass-0 +20 +1\.000/,
    );
    const json = await cli('show', model.id, '--run', runId, '--raw', '--unit', 'bits', '--json');
    const { assessment } = JSON.parse(json.stdout) as { assessment: AssessmentDocument };
    expect(assessment).toMatchObject({ run: runId, method: 'lsmi', adjusted: false, unit: 'bits' });
    expect(assessment.captured.information).toBeCloseTo(Math.log2(3 * 0.8), 6);
    expect(assessment.strata.reduce((sum, { n }) => sum + n, 0)).toBe(ROWS);

    expect((await cli('delete', 'net')).stdout).toBe('The model "net" is deleted.\n');
  });

  it('refuses a wrong file with one line and exit code 2', async () => {
    const { code, stdout, stderr } = await cli('register', 'p.csv', '--dataset', 'small', '--name', 'x');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      'interlens: The file p.csv has no column for the class "class-2"; expected just one column for each class, named as it is ("class-0", "class-1", "class-2"), beside the ids (array "p_*" takes only columns that begin so).\n',
    );
  });
});
