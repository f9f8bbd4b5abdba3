import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { packageRoot } from '../../src/database/package-root.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 120;
const STATISTICS = [
  'count', 'baselineMean', 'runMean', 'meanDifference', 'standardDeviation', 'meanAbsoluteDifference',
  'largestAbsoluteDifference', 'correlation', 'rankCorrelation',
] as const; // prettier-ignore
type Compared = Record<(typeof STATISTICS)[number], number>;
type Primitives = Record<'i1' | 'i2' | 'i12' | 'h1' | 'h2', (number | null)[]>;

/** scipy's, see run_comparison.py: all samples, then three classes. */
const reference = JSON.parse(
  readFileSync(join(packageRoot(), 'test/fixtures/store/run_comparison.json'), 'utf8'),
) as { baseline: Primitives; run: Primitives; groups: Record<string, Compared>[] };

function columnsOf(primitives: Primitives): ReturnType<typeof decomposeSamples> {
  const column = (values: readonly (number | null)[]): Float64Array =>
    Float64Array.from(values, (value) => value ?? NaN);
  const { i1, i2, i12, h1, h2 } = primitives;
  return decomposeSamples({
    i1: column(i1),
    i2: column(i2),
    i12: column(i12),
    h1: column(h1),
    h2: column(h2),
  });
}

describe('two runs compared', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  let dataset: DatasetRecord;
  let baselineId: string;
  let runId: string;
  const columns = { baseline: columnsOf(reference.baseline), run: columnsOf(reference.run) };

  const insert = async (into: DatasetRecord, which: 'baseline' | 'run', offset = 0): Promise<string> => {
    const records = {
      columns: columns[which],
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: new Int32Array(ROWS),
      spread: null,
    };
    return (await insertCompletedRun(workspace.store, into.id, records, offset)).id;
  };

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    dataset = await importSmallDataset(workspace, 'small', ROWS);
    baselineId = await insert(dataset, 'baseline', 0.25);
    runId = await insert(dataset, 'run', 0.5);
  });
  afterAll(() => opened.close());

  interface Comparison {
    readonly count: number;
    readonly dominantAgreement: number;
    readonly components: (Compared & { component: string })[];
    readonly classes: { label: string; count: number; components: (Compared & { component: string })[] }[];
    readonly moved: Moved[];
  }
  interface Moved {
    readonly sampleId: string;
    readonly sampleIndex: number;
    readonly label: string;
    readonly distance: number;
    readonly run: Record<string, number | null>;
    readonly baseline: Record<string, number | null>;
  }
  const compare = async (selection: string, args = '', ids = { baselineId, runId }): Promise<Comparison> => {
    const { compareRuns } = await client.query<{ compareRuns: Comparison }>(
      `query ($baselineId: ID!, $runId: ID!) { compareRuns(baselineId: $baselineId, runId: $runId${args}) { ${selection} } }`,
      ids,
    );
    return compareRuns;
  };
  const MOVED = 'sampleId sampleIndex label distance run { r u1 u2 s } baseline { r u1 u2 s }';

  it('have scipy’s statistics, overall and by class', async () => {
    const statistics = `component ${STATISTICS.join(' ')}`;
    const answer = await compare(
      `count components { ${statistics} } classes { label count components { ${statistics} } }`,
    );
    expect(answer.count).toBe(ROWS);
    expect(answer.classes.map(({ label, count }) => [label, count])).toEqual([
      ['class-0', 40],
      ['class-1', 40],
      ['class-2', 40],
    ]);
    const groups = [answer.components, ...answer.classes.map(({ components }) => components)];
    for (const [index, components] of groups.entries()) {
      expect(components.map(({ component }) => component)).toEqual(['R', 'U1', 'U2', 'S']);
      for (const { component, ...compared } of components) {
        const expected = reference.groups[index]![component.toLowerCase()]!;
        for (const name of STATISTICS) expect(compared[name], `${component} ${name}`).toBeCloseTo(expected[name], 12); // prettier-ignore
      }
    }
  });

  it('show what moved most, by one component or all', async () => {
    const names = ['r', 'u1', 'u2', 's'] as const;
    const difference = (row: number, name: (typeof names)[number]): number => columns.run[name][row]! - columns.baseline[name][row]!; // prettier-ignore
    const expected = (distance: (row: number) => number): [number, number][] =>
      Array.from({ length: ROWS }, (_, row): [number, number] => [row, distance(row)])
        .filter(([, far]) => Number.isFinite(far))
        .sort(([a, far], [b, further]) => further - far || a - b);
    const bySynergy = expected((row) => Math.abs(difference(row, 's')));
    const byAll = expected((row) => Math.hypot(...names.map((name) => difference(row, name))));
    const { moved, all } = (await compare(`moved(first: 1000, component: S) { ${MOVED} } all: moved(first: 7) { ${MOVED} }`)) as Comparison & { all: Moved[] }; // prettier-ignore
    expect(moved.map(({ sampleIndex }) => sampleIndex)).toEqual(bySynergy.map(([row]) => row));
    expect(moved[0]!.distance).toBeCloseTo(bySynergy[0]![1], 12);
    expect(all.map(({ distance }) => distance)).toEqual(
      byAll.slice(0, 7).map(([, far]) => expect.closeTo(far, 12) as number),
    );
    const row = moved[0]!.sampleIndex;
    expect(moved[0]).toMatchObject({ sampleId: `s${row}`, label: `class-${row % 3}` });
    for (const name of names) {
      expect(moved[0]!.run[name]).toBe(columns.run[name][row]);
      expect(moved[0]!.baseline[name]).toBe(columns.baseline[name][row]);
    }
  });

  it('are compared as they are shown, and only the samples selected', async () => {
    const raw = await compare('components { meanDifference largestAbsoluteDifference }');
    const shown = await compare(
      'components { meanDifference largestAbsoluteDifference }',
      ', unit: BITS, adjusted: true',
    );
    // The adjustment adds each run's offset to r and takes it from u1 and u2, or the other way round.
    const moved = [0, 1, 2, 3].map(
      (at) => shown.components[at]!.meanDifference / Math.LOG2E - raw.components[at]!.meanDifference,
    );
    expect(Math.abs(moved[0]!)).toBeCloseTo(0.25, 12);
    expect(moved[1]).toBeCloseTo(-moved[0]!, 12);
    const few = await compare('count classes { label count }', ', filter: { label: { in: ["class-1"] }, split: { in: ["test"] } }'); // prettier-ignore
    expect(few).toEqual({ count: 10, classes: [{ label: 'class-1', count: 10 }] });
  });

  it('of two datasets are matched by sample id', async () => {
    const other = await importSmallDataset(workspace, 'other', ROWS + 30);
    const wider = {
      columns: Object.fromEntries(
        Object.entries(columns.run).map(([name, values]) => [name, Float64Array.from({ length: ROWS + 30 }, (_, row) => values[row] ?? 0)]), // prettier-ignore
      ) as unknown as typeof columns.run,
      classIndex: Int32Array.from({ length: ROWS + 30 }, (_, row) => row % 3),
      foldOf: new Int32Array(ROWS + 30),
      spread: null,
    };
    const there = (await insertCompletedRun(workspace.store, other.id, wider)).id;
    const statistics = `count components { ${STATISTICS.join(' ')} }`;
    expect(await compare(statistics, '', { baselineId, runId: there })).toEqual(await compare(statistics));
  });

  it.each([
    ['a run that is not there', () => '00000000-0000-0000-0000-000000000000', 'RUN_NOT_FOUND'],
    ['no uuid', () => "' OR 1=1 --", 'RUN_NOT_FOUND'],
    ['a run that has not ended', () => insertEmptyRun(workspace.store, dataset.id), 'RUN_NOT_COMPLETE'],
  ])('refuse %s', async (_, id, code) => {
    const ids = { baselineId, runId: await id() };
    await expect(compare('count', '', ids)).rejects.toThrow(code);
    await expect(compare('count', '', { baselineId: ids.runId, runId })).rejects.toThrow(code);
  });

  it('refuse runs without a common sample, and none selected', async () => {
    await expect(compare('count', ', filter: { label: { in: [] } }')).rejects.toThrow('NO_COMMON_SAMPLES');
    await expect(compare('moved(first: 1001) { sampleId }')).rejects.toThrow('BAD_PAGE_SIZE');
  });
});
