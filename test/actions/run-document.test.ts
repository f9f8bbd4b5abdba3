import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { requireRun } from '../../src/actions/require-run.js';
import { runDocument, type RunDocument } from '../../src/actions/run-document.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import { presets } from '../../src/estimation/presets.js';
import { quickRequest } from '../support/quick-request.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** Members that are no information, nor is anything in them: a unit must leave them alone. */
const WITHOUT_UNIT: ReadonlySet<string> = new Set([
  'run',
  'n',
  'saturated',
  'nonFiniteCount',
  'accuracy',
  'calibration',
  'candidates',
  'columnsLeftOut',
  'confidence',
  'permutations',
  'pValues',
]);

function numbersOf(value: unknown, path = ''): Map<string, number> {
  if (typeof value === 'number') return new Map([[path, value]]);
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, inner]) => [
      ...numbersOf(inner, path === '' ? name : `${path}.${name}`),
    ]),
  );
}

describe('the document of a run', () => {
  let workspace: TestWorkspace;
  let worker: Worker;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    worker = await startWorker(workspace, { concurrency: 1, report: () => undefined });
    await importSmallDataset(workspace);
  });
  afterAll(async () => {
    await worker.stop();
    await workspace.close();
  });

  const documentOf = async (
    request: EstimationRequest,
    unit: 'nats' | 'bits' = 'nats',
  ): Promise<Required<RunDocument>> => {
    const { id } = await startEstimation(workspace, request);
    for await (const _ of await followRunEvents(workspace, id, 0)); // to its end
    const document = await runDocument(workspace, await requireRun(workspace.store, id), unit);
    expect(document.run).toMatchObject({ status: 'COMPLETED', error: null });
    return document as Required<RunDocument>;
  };

  it('has the names that programs rely on', async () => {
    const document = await documentOf(quickRequest);
    expect(Object.keys(document)).toEqual([
      'run',
      'unit',
      'raw',
      'adjusted',
      'evidence',
      'information',
      'adjustment',
      'saturated',
      'comparability',
      'diagnostics',
      'sensitivity',
      'intervals',
      'permutationTest',
      'classes',
    ]);
    const { diagnostics, intervals, permutationTest, sensitivity, classes, run } = document;
    expect(run.config).toMatchObject({ preset: 'fast', folds: 2, uncertainty: { bootstrap: 50 } });
    expect(document.comparability).toBe(presets['fast']!.comparability);
    expect(Object.keys(diagnostics)).toEqual([
      'nonFiniteCount',
      'identityError',
      'classifiers',
      'densities',
      'warnings',
    ]);
    expect(diagnostics.classifiers).toMatchObject({
      first: { modality: 'first', candidates: [{ name: 'perceptron' }] },
      second: { modality: 'second' },
      both: { modality: 'first+second' },
    });
    expect(Object.keys(diagnostics.classifiers.both).sort()).toEqual([
      'accuracy',
      'calibration',
      'candidates',
      'logLoss',
      'modality',
    ]);
    expect(diagnostics.densities.second).toMatchObject({
      modality: 'second',
      kind: 'continuous',
      columnsLeftOut: { constant: 0, duplicate: 0, collinear: 0 },
    });
    for (const { code, message } of diagnostics.warnings) {
      expect(code).toMatch(/^[A-Z_]+$/);
      expect(message).toMatch(/\.$/);
    }
    expect(diagnostics.identityError).toBeLessThan(1e-12);
    const means = ['R', 'U1', 'U2', 'S'];
    for (const one of [intervals!, ...classes.map((row) => row.intervals!)]) {
      expect(one.confidence).toBe(0.9);
      for (const kind of ['raw', 'adjusted', 'evidence'] as const) {
        expect(Object.keys(one[kind])).toEqual(means);
        for (const { low, high } of Object.values(one[kind])) expect(low).toBeLessThanOrEqual(high);
      }
      expect(Object.keys(one.information)).toEqual(['I1', 'I2', 'I12']);
    }
    expect(permutationTest!.permutations).toBe(3);
    for (const of of [permutationTest!.observed, permutationTest!.pValues]) {
      expect(Object.keys(of).sort()).toEqual(['I1', 'I12', 'I2', 'R', 'S']);
    }
    expect(sensitivity!.offsets).toContain(0);
    expect(sensitivity!.R).toHaveLength(sensitivity!.offsets.length);
    expect(sensitivity!.R[sensitivity!.offsets.indexOf(0)]).toBeCloseTo(document.raw!.R, 12);
    expect(sensitivity!.limits.negative.R).toBeCloseTo(document.information!.I1, 12);
    expect(sensitivity!.limits.positive.R).toBeCloseTo(document.information!.I2, 12);
  });

  it('gives every information value in the unit asked for, and nothing else', async () => {
    const key = { ...quickRequest, idempotencyKey: 'units' };
    const nats = numbersOf(await documentOf(key));
    const bits = numbersOf(await documentOf(key, 'bits'));
    expect([...bits.keys()]).toEqual([...nats.keys()]);
    expect(nats.size).toBeGreaterThan(300);
    for (const [path, value] of nats) {
      const isPlain = path.split('.').some((name) => WITHOUT_UNIT.has(name));
      const factor = isPlain ? 1 : 1 / Math.LN2;
      expect(Math.abs(bits.get(path)! - value * factor), path).toBeLessThan(1e-12 * (1 + Math.abs(value)));
    }
  });

  it('says null where there is nothing, and how modalities were made comparable', async () => {
    const { config } = quickRequest;
    const document = await documentOf({
      ...quickRequest,
      config: { ...config, comparability: 'common-dimension' },
      uncertainty: {},
    });
    expect(document).toMatchObject({
      comparability: 'common-dimension',
      intervals: null,
      permutationTest: null,
    });
    expect(document.classes.map(({ intervals }) => intervals)).toEqual([null, null, null]);
  });

  it('reads a run of a version that knew other values', async () => {
    const document = await documentOf(quickRequest);
    const { id, config } = document.run;
    const { folds: _, ...others } = config as Record<string, unknown>;
    await workspace.store.prisma.estimationRun.update({
      where: { id },
      data: { config: { ...(others as object), later: 1 } },
    });
    const again = await runDocument(workspace, await requireRun(workspace.store, id), 'nats');
    expect({ ...again, run: null }).toEqual({ ...document, run: null });
  });
});
