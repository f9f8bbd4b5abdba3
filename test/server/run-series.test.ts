import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 60;

interface Line {
  readonly label: string | null;
  readonly points: {
    readonly label: string;
    readonly runId: string;
    readonly aggregate: { readonly count: number; readonly mean: { readonly s: number } } | null;
  }[];
}

describe('a series of runs', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  /** Two epochs of three classes, one of four, and one that has not ended. */
  const runs: string[] = [];

  const insert = async (dataset: DatasetRecord, classes: number, seed: number): Promise<string> => {
    const random = new Random(seed, 'series');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
    const records = {
      columns: decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }),
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % classes),
      foldOf: new Int32Array(ROWS),
      spread: null,
    };
    return (await insertCompletedRun(workspace.store, dataset.id, records, seed / 10)).id;
  };

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    const first = await importSmallDataset(workspace, 'three', ROWS);
    const second = await importSmallDataset(workspace, 'four', ROWS, 4);
    runs.push(await insert(first, 3, 1), await insert(first, 3, 2), await insert(second, 4, 3));
    runs.push(await insertEmptyRun(workspace.store, first.id));
  });
  afterAll(() => opened.close());

  const save = async (
    name: string,
    entries: { label: string; runId: string }[],
  ): Promise<{ series: { name: string } | null; userErrors: { code: string; field: string }[] }> => {
    const { saveSeries } = await client.query<{
      saveSeries: { series: { name: string } | null; userErrors: { code: string; field: string }[] };
    }>(
      'mutation ($input: SaveSeriesInput!) { saveSeries(input: $input) { series { name } userErrors { code field } } }',
      { input: { name, runs: entries } },
    );
    return saveSeries;
  };
  const epochs = (): { label: string; runId: string }[] => runs.map((runId, epoch) => ({ label: `epoch ${epoch}`, runId })); // prettier-ignore
  const lines = async (args = ''): Promise<Line[]> => {
    const { series } = await client.query<{ series: { interactionSeries: Line[] } }>(
      `{ series(name: "training") { interactionSeries${args} { label points { label runId aggregate { count mean { s } } } } } }`,
    );
    return series.interactionSeries;
  };

  it('shows how every class fares, and none where there is none', async () => {
    expect(await save('training', epochs())).toEqual({ series: { name: 'training' }, userErrors: [] });
    const answer = await lines();
    expect(answer.map(({ label }) => label)).toEqual(['class-0', 'class-1', 'class-2', 'class-3']);
    for (const { label, points } of answer) {
      expect(points.map((point) => [point.label, point.runId])).toEqual(epochs().map((epoch) => [epoch.label, epoch.runId])); // prettier-ignore
      for (const [at, { aggregate }] of points.entries()) {
        const { run } = await client.query<{
          run: { aggregate: ({ label: string } & NonNullable<Line['points'][0]['aggregate']>)[] | null };
        }>(
          'query ($id: ID!) { run(id: $id) { aggregate(groupBy: [LABEL], filter: { sampleIndex: { min: 0 } }) { label count mean { s } } } }',
          { id: runs[at] },
        );
        const live = run.aggregate?.find((group) => group.label === label) ?? null;
        if (live === null) expect(aggregate).toBeNull();
        else {
          expect(aggregate!.count).toBe(live.count);
          expect(aggregate!.mean.s).toBeCloseTo(live.mean.s, 12);
        }
      }
    }
    expect(answer[3]!.points.map(({ aggregate }) => aggregate?.count ?? null)).toEqual([
      null,
      null,
      15,
      null,
    ]);
  });

  it('shows all classes together, as they are shown', async () => {
    const [raw] = await lines('(byClass: false)');
    const [shown] = await lines('(byClass: false, adjusted: true, unit: BITS)');
    expect(raw!.label).toBeNull();
    // The adjustment leaves r + s and the informations alone where it moves r: s moves with it, by each run's offset.
    for (const at of [0, 1, 2]) {
      const moved = shown!.points[at]!.aggregate!.mean.s / Math.LOG2E - raw!.points[at]!.aggregate!.mean.s;
      expect(Math.abs(moved)).toBeCloseTo((at + 1) / 10, 12);
    }
  });

  it('is computed where nothing was kept', async () => {
    const expected = await lines();
    await workspace.store.prisma.interactionSummary.deleteMany({ where: { runId: runs[1]! } });
    const answer = await lines();
    expect(answer.map(({ points }) => points[1]!.aggregate?.count ?? null)).toEqual([20, 20, 20, null]);
    expect(answer[0]!.points[1]!.aggregate!.mean.s).toBeCloseTo(
      expected[0]!.points[1]!.aggregate!.mean.s,
      12,
    );
  });

  it('is replaced by one of the same name, listed, and deleted without its runs', async () => {
    await save('other', epochs().slice(1, 2));
    await save('other', [...epochs()].reverse().slice(1));
    const query =
      '{ allSeries { nodes { name runs { label } } } series(name: "other") { runs { label run { id } } } }';
    const answer = await client.query<{ allSeries: { nodes: { name: string }[] }; series: { runs: { label: string }[] } }>(query); // prettier-ignore
    expect(answer.allSeries.nodes.map(({ name }) => name)).toEqual(['other', 'training']);
    expect(answer.series.runs.map(({ label }) => label)).toEqual(['epoch 2', 'epoch 1', 'epoch 0']);
    const remove = 'mutation { deleteSeries(name: "other") { deletedName userErrors { code } } }';
    expect(await client.query(remove)).toEqual({ deleteSeries: { deletedName: 'other', userErrors: [] } });
    expect(await client.query(remove)).toEqual({ deleteSeries: { deletedName: null, userErrors: [{ code: 'SERIES_NOT_FOUND' }] } }); // prettier-ignore
    await expect(client.query('{ series(name: "other") { name } }')).rejects.toThrow('SERIES_NOT_FOUND');
    expect(await workspace.store.prisma.estimationRun.count()).toBe(runs.length);
  });

  it('loses a run that is deleted', async () => {
    const copy = await insert(await workspace.store.prisma.dataset.findFirstOrThrow({ where: { name: 'three' } }) as unknown as DatasetRecord, 3, 9); // prettier-ignore
    await save('short', [{ label: 'kept', runId: runs[0]! }, { label: 'gone', runId: copy }]); // prettier-ignore
    await client.query('mutation ($id: ID!) { deleteRun(runId: $id) { deletedRunId } }', { id: copy });
    expect(await client.query('{ series(name: "short") { runs { label } } }')).toEqual({ series: { runs: [{ label: 'kept' }] } }); // prettier-ignore
  });

  it.each([
    ['no name', '', () => epochs(), 'BAD_SERIES', 'name'],
    ['a name that is too long', 'a'.repeat(101), () => epochs(), 'BAD_SERIES', 'name'],
    ['a name that cannot be stored', 'a\u0000', () => epochs(), 'BAD_SERIES', 'name'],
    ['no run', 'empty', () => [], 'BAD_SERIES', 'runs'],
    ['a label twice', 'twice', () => [epochs()[0]!, epochs()[0]!], 'BAD_SERIES', 'runs'],
    ['a label that is none', 'none', () => [{ ...epochs()[0]!, label: '' }], 'BAD_SERIES', 'runs'],
    [
      'a run that is not there',
      'gone',
      () => [{ label: 'a', runId: '00000000-0000-0000-0000-000000000000' }],
      'RUN_NOT_FOUND',
      'runs',
    ],
    [
      'no uuid',
      'none',
      () => [{ label: 'a', runId: "'; DROP TABLE run_series; --" }],
      'RUN_NOT_FOUND',
      'runs',
    ],
    [
      'too many',
      'many',
      () => Array.from({ length: 1001 }, (_, at) => ({ label: String(at), runId: runs[0]! })),
      'BAD_SERIES',
      'runs',
    ],
  ] as const)('is refused with %s, and nothing saved', async (_, name, entries, code, field) => {
    const before = await workspace.store.prisma.runSeries.count();
    expect(await save(name, [...entries()])).toEqual({ series: null, userErrors: [{ code, field }] });
    expect(await workspace.store.prisma.runSeries.count()).toBe(before);
  });
});
