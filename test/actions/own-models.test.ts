import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { importDataset, type ImportedDataset } from '../../src/actions/import-dataset.js';
import { scoredSubjects } from '../../src/actions/scored-subjects.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { Random } from '../../src/estimation/random.js';
import type { RunSummary } from '../../src/store/run-summary.js';
import { writeNpz } from '../support/npz.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 90;
/** Classes in the order of the dataset, and how many of the 90 samples each has. */
const COUNTS = { a: 45, b: 30, c: 15 };
const LABELS = Array.from({ length: ROWS }, (_, row) => (row % 6 < 3 ? 0 : row % 6 < 5 ? 1 : 2));
const PRIOR = Object.values(COUNTS).map((count) => Math.log(count / ROWS));

const random = new Random(1, 'test/own-models');
const noise = (): number[] => Array.from({ length: ROWS }, () => random.normal());
/** `[N, 3]` log-probabilities of no model at all: any numbers must come through as they are. */
const anyScores = (): number[] =>
  Array.from({ length: ROWS }, () => {
    const logits = [random.normal(), 3 * random.normal(), 40 * random.normal()];
    const largest = Math.max(...logits);
    const total = largest + Math.log(logits.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    return logits.map((value) => value - total);
  }).flat();
const SCORES: Readonly<Record<string, readonly number[]>> = {
  x: anyScores(),
  y: anyScores(),
  z: anyScores(),
  xy: anyScores(),
  w: anyScores(),
};
const exact = (scores: string): number[] =>
  LABELS.map((label, row) => SCORES[scores]![3 * row + label]! - PRIOR[label]!);

describe('runs with models of the user’s own', () => {
  let workspace: TestWorkspace;
  let worker: Worker;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    worker = await startWorker(workspace, { concurrency: 1, report: () => undefined });
    await writeNpz(join(workspace.folder, 'data.npz'), {
      ...Object.fromEntries(['mx', 'my', 'mz'].map((name) => [name, { values: noise() }])),
      label: { values: LABELS },
      ...Object.fromEntries(Object.entries(SCORES).map(([name, values]) => [name, { columns: 3, values }])),
      probabilities: { columns: 3, values: SCORES['xy']!.map(Math.exp) },
    });
  });
  afterAll(async () => {
    await worker.stop();
    await workspace.close();
  });

  const importScored = (
    name: string,
    ...logProbabilities: readonly (readonly [subject: string, array: string])[]
  ): Promise<ImportedDataset> =>
    importDataset(workspace, {
      path: join(workspace.folder, 'data.npz'),
      name,
      selection: {
        modalities: ['x', 'y', 'z'].map((modality) => ({ name: modality, array: `m${modality}` })),
        ...(logProbabilities.length > 0 && {
          logProbabilities: logProbabilities.map(([subject, array]) => ({ subject, array })),
        }),
        label: 'label',
        missing: 'refuse',
      },
    });

  const estimate = async (dataset: string, pair: readonly [string, string]) => {
    const { id: runId } = await startEstimation(workspace, { dataset, pair, preset: 'fast' });
    for await (const _ of await followRunEvents(workspace, runId, 0)); // to its end
    const { prisma } = workspace.store;
    const run = await prisma.estimationRun.findUniqueOrThrow({ where: { id: runId } });
    expect(run.status).toBe('COMPLETED');
    const steps = await prisma.runStep.findMany({ where: { runId, kind: 'CLASSIFIER' } });
    const supplied = steps.filter(
      ({ diagnostics }) => (diagnostics as { model: string }).model === 'supplied',
    );
    return {
      records: await prisma.interaction.findMany({ where: { runId }, orderBy: { sampleIndex: 'asc' } }),
      classifiers: (run.summary as RunSummary).classifiers,
      supplied: [...new Set(supplied.map(({ subject }) => subject))].sort(),
    };
  };
  type Records = Awaited<ReturnType<typeof estimate>>['records'];

  /** Stored as float64 all the way: nothing but the last digits of a log-sum-exp may differ. */
  const expectExact = (records: Records, name: 'i1' | 'i2' | 'i12', scores: string): void => {
    expect(records).toHaveLength(ROWS);
    exact(scores).forEach((value, row) => {
      expect(Math.abs(records[row]![name]! - value)).toBeLessThan(1e-13 * (1 + Math.abs(value)));
    });
  };

  it('are exactly log p(y|x) − log p(y) of the numbers supplied, the pair either way round', async () => {
    const { dataset } = await importScored('all', ['y+x', 'xy'], ['x', 'x'], ['z', 'z'], ['y', 'y']);
    expect(scoredSubjects(dataset)).toEqual(['x', 'x+y', 'y', 'z']);
    const forth = await estimate('all', ['x', 'y']);
    expect(forth.supplied).toEqual(['both', 'first', 'second']);
    expectExact(forth.records, 'i1', 'x');
    expectExact(forth.records, 'i2', 'y');
    expectExact(forth.records, 'i12', 'xy');
    for (const { candidates } of Object.values(forth.classifiers)) {
      expect(candidates).toEqual([{ name: 'supplied', weight: 1 }]);
    }
    const logLoss =
      -LABELS.reduce<number>((sum, label, row) => sum + SCORES['xy']![3 * row + label]!, 0) / ROWS;
    expect(forth.classifiers.both.logLoss).toBeCloseTo(logLoss, 12);
    for (const { i1, i2, i12, r, u1, u2, s } of forth.records) {
      expect(r! + u1!).toBeCloseTo(i1!, 9);
      expect(r! + u2!).toBeCloseTo(i2!, 9);
      expect(r! + u1! + u2! + s!).toBeCloseTo(i12!, 9);
    }

    const back = await estimate('all', ['y', 'x']);
    expectExact(back.records, 'i1', 'y');
    expectExact(back.records, 'i2', 'x');
    expectExact(back.records, 'i12', 'xy');

    const other = await estimate('all', ['z', 'y']);
    expect(other.supplied).toEqual(['first', 'second']);
    expectExact(other.records, 'i1', 'z');
    expectExact(other.records, 'i2', 'y');
  });

  it('train the classifiers that were not supplied, as they would without', async () => {
    await importScored('none');
    await importScored('both', ['x+y', 'xy']);
    const plain = await estimate('none', ['x', 'y']);
    const { records, supplied } = await estimate('both', ['x', 'y']);
    expect([plain.supplied, supplied]).toEqual([[], ['both']]);
    expectExact(records, 'i12', 'xy');
    for (const name of ['i1', 'i2', 'h1', 'h2', 'r', 'fold'] as const) {
      expect(records.map((record) => record[name])).toEqual(plain.records.map((record) => record[name]));
    }
  });

  it('belong to the dataset’s content, whatever order they are named in', async () => {
    const first = await importScored('content', ['x', 'x'], ['x+y', 'xy']);
    expect(first.alreadyThere).toBe(false);
    expect(await importScored('content', ['y+x', 'xy'], ['x', 'x'])).toEqual({
      ...first,
      alreadyThere: true,
    });
    const blobs = async (): Promise<string[]> =>
      (await readdir(join(workspace.folder, 'features'), { recursive: true }))
        .filter((path) => path.length > 2)
        .sort();
    const before = await blobs();
    for (const others of [
      [],
      [['x', 'w']],
      [['x', 'x']],
      [
        ['z', 'x'],
        ['x+y', 'xy'],
      ],
    ] as const) {
      await expect(importScored('content', ...others)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    }
    // What a refused import wrote is gone again (w is named nowhere), and nothing that a dataset names.
    expect(await blobs()).toEqual(before);
    await estimate('content', ['x', 'y']);
  });

  it('are refused before anything is stored when they are no log-probabilities', async () => {
    await expect(importScored('wrong', ['x+y', 'probabilities'])).rejects.toMatchObject({
      code: 'BAD_LOG_PROBABILITIES',
      field: 'log-probabilities x+y',
    });
    expect(await workspace.store.prisma.dataset.findUnique({ where: { name: 'wrong' } })).toBeNull();
  });
});
