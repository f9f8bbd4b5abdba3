import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { importDataset } from '../../src/actions/import-dataset.js';
import { requireRun } from '../../src/actions/require-run.js';
import type { MeanDocument } from '../../src/actions/mean-document.js';
import { runDocument, type RunDocument } from '../../src/actions/run-document.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { writeNpz } from '../support/npz.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const REPEATS = 5000;
const LN2 = Math.LN2;
const OR_RAW = { R: 0.38904, U1: -0.17329, U2: -0.17329, S: 0.51986 };
const OR_ADJUSTED = { R: 0.21576, U1: 0, U2: 0, S: 0.34657 };

/**
 * Exact means, nats, of the LSMI rule for fair bits (enumerated by hand and in
 * test/estimation/truth-tables.ts); `tagged` labels carry the task they come from.
 */
const TASKS: readonly {
  name: string;
  labels: readonly ((a: number, b: number) => number)[];
  raw: MeanDocument;
  adjusted: MeanDocument;
}[] = [
  {
    name: 'XOR',
    labels: [(a, b) => a ^ b],
    raw: { R: 0, U1: 0, U2: 0, S: LN2 },
    adjusted: { R: 0, U1: 0, U2: 0, S: LN2 },
  },
  { name: 'OR', labels: [(a, b) => a | b], raw: OR_RAW, adjusted: OR_ADJUSTED },
  { name: 'AND', labels: [(a, b) => a & b], raw: OR_RAW, adjusted: OR_ADJUSTED },
  {
    name: 'XOR+NOT',
    labels: [(a, b) => a ^ b, (_, b) => 2 + (1 - b)],
    raw: { R: LN2 / 2, U1: -LN2 / 2, U2: 0, S: LN2 },
    adjusted: { R: 0, U1: 0, U2: LN2 / 2, S: LN2 / 2 },
  },
  {
    name: 'COPY',
    labels: [(a, b) => 2 * a + b],
    raw: { R: LN2, U1: 0, U2: 0, S: LN2 },
    adjusted: { R: LN2, U1: 0, U2: 0, S: LN2 },
  },
  {
    name: 'UNQ1',
    labels: [(a) => a],
    raw: { R: LN2, U1: 0, U2: -LN2, S: LN2 },
    adjusted: { R: 0, U1: LN2, U2: 0, S: 0 },
  },
];

describe('the logic tasks, from an .npz to the means', () => {
  let workspace: TestWorkspace;
  let worker: Worker;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    worker = await startWorker(workspace, { concurrency: 2, report: () => undefined });
  });
  afterAll(async () => {
    await worker.stop();
    await workspace.close();
  });

  const estimate = async (
    name: string,
    rows: readonly (readonly [x1: number, x2: number, y: number])[],
  ): Promise<RunDocument> => {
    const path = join(workspace.folder, `${name}.npz`);
    await writeNpz(path, {
      x1: { columns: 1, values: rows.map(([x1]) => x1) },
      x2: { columns: 1, values: rows.map(([, x2]) => x2) },
      y: { values: rows.map(([, , y]) => y) },
    });
    const { dataset } = await importDataset(workspace, {
      path,
      name,
      selection: {
        modalities: [
          { name: 'x1', array: 'x1' },
          { name: 'x2', array: 'x2' },
        ],
        label: 'y',
        missing: 'refuse',
      },
    });
    const run = await startEstimation(workspace, { dataset: dataset.id });
    for await (const _ of await followRunEvents(workspace, run.id, 0)); // to its end
    return runDocument(workspace, await requireRun(workspace.store, run.id), 'nats');
  };

  const expectMeans = (actual: MeanDocument | null | undefined, truth: MeanDocument): void => {
    for (const component of ['R', 'U1', 'U2', 'S'] as const) {
      expect(Math.abs(actual![component] - truth[component]), component).toBeLessThan(0.002);
    }
  };

  // The goal is 0.01 nats; frequencies over 20,000 samples come within 0.002, and should keep to it.
  it.each(TASKS)('$name', async ({ name, labels, raw, adjusted }) => {
    const rows = [0, 1].flatMap((a) =>
      [0, 1].flatMap((b) =>
        labels.flatMap((label) => Array.from({ length: REPEATS }, () => [a, b, label(a, b)] as const)),
      ),
    );
    const document = await estimate(name, rows);
    expectMeans(document.raw, raw);
    expectMeans(document.adjusted, adjusted);
  });

  it('RDN: x1 = x2 = y', async () => {
    const rows = [0, 1].flatMap((y) => Array.from({ length: 2 * REPEATS }, () => [y, y, y] as const));
    const document = await estimate('RDN', rows);
    expectMeans(document.raw, { R: LN2, U1: 0, U2: 0, S: 0 });
    expectMeans(document.evidence, { R: LN2, U1: 0, U2: 0, S: 0 });
  });
});
