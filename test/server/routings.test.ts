import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 150;
const BROKEN = 20;
const OFFSET = 0.25;

interface Route {
  readonly sampleIndex: number;
  readonly label: string;
  readonly strategy: string;
  readonly teacher: string | null;
  readonly component: string | null;
  readonly weight: number;
}

interface Kept {
  readonly id: string;
  readonly counts: { label: string; route: string; count: number; meanWeight: number }[];
  readonly thresholds: { of: string; value: number; quantile: number | null }[];
}

type Values = Record<'r' | 'u1' | 'u2' | 's' | 'i1' | 'i2' | 'i12', number>;

/** The rule once more, of one sample. */
function routeOf(values: Values, thresholds: Record<string, number>): Omit<Route, 'sampleIndex' | 'label'> {
  const names = ['r', 'u1', 'u2', 's'] as const;
  const able = names.filter((name) => values[name] > Math.max(0, thresholds[name]!));
  const best = able.sort((a, b) => values[b] - values[a])[0];
  if (
    best === undefined ||
    !(values.i12 > thresholds['i12']!) ||
    names.some((name) => !Number.isFinite(values[name]))
  )
    // prettier-ignore
    return { strategy: 'none', teacher: null, component: null, weight: 0 };
  const total = names.reduce((sum, name) => sum + Math.max(0, values[name]), 0);
  const informed = values.i1 >= values.i2 ? 'first' : 'second';
  const teacher = { r: informed, u1: 'first', u2: 'second', s: 'first+second' }[best];
  return { strategy: best === 's' ? 'output' : 'feature', teacher, component: best, weight: values[best] / total }; // prettier-ignore
}

describe('routings', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  let dataset: DatasetRecord;
  let columns: InteractionColumns;
  let runId: string;

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    dataset = await importSmallDataset(workspace, 'measured', ROWS);
    const random = new Random(1, 'routings');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal() + 0.3);
    const i12 = column();
    i12[BROKEN] = NaN;
    columns = decomposeSamples({ i1: column(), i2: column(), i12, h1: column(), h2: column() });
    const classIndex = Int32Array.from({ length: ROWS }, (_, sample) => sample % 3);
    const records = { columns, classIndex, foldOf: new Int32Array(ROWS), spread: null };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records, OFFSET)).id;
  });
  afterAll(() => opened.close());

  const trySave = async (
    input: object,
  ): Promise<{ routing: Kept | null; userErrors: { code: string; field: string; message: string }[] }> => {
    // prettier-ignore
    const query =
      'mutation ($input: SaveRoutingInput!) { saveRouting(input: $input) { routing { id counts { label route count meanWeight } thresholds { of value quantile } } userErrors { code field message } } }';
    const { saveRouting } = await client.query<{ saveRouting: Awaited<ReturnType<typeof trySave>> }>(query, { input }); // prettier-ignore
    return saveRouting;
  };
  const routesOf = async (id: string): Promise<Route[]> => {
    const response = await fetch(`${opened.server.url}/routings/${id}/samples.ndjson`);
    return (await response.text()).trim().split('\n').map((line) => JSON.parse(line) as Route); // prettier-ignore
  };
  const valuesOf = (sample: number, scale = 1, offset = 0): Values => {
    const shift = { r: offset, u1: -offset, u2: -offset, s: offset, i1: 0, i2: 0, i12: 0 };
    return Object.fromEntries(Object.entries(shift).map(([name, by]) => [name, (columns[name as 'r'][sample]! + by) * scale])) as Values; // prettier-ignore
  };
  const expectRoutes = (
    routes: readonly Route[],
    of: (sample: number) => ReturnType<typeof routeOf>,
  ): void => {
    expect(routes.map(({ sampleIndex }) => sampleIndex)).toEqual(Array.from({ length: ROWS }, (_, at) => at));
    for (const { sampleIndex, label, ...route } of routes) {
      const { weight, ...expected } = of(sampleIndex);
      expect(route, `sample ${sampleIndex}`).toMatchObject(expected);
      expect(route.weight).toBeCloseTo(weight, 6);
      expect(label).toBe(`class-${sampleIndex % 3}`);
    }
  };

  it('send every sample to what carries most of its information', async () => {
    const { routing, userErrors } = await trySave({ name: 'plain', runId });
    expect(userErrors).toEqual([]);
    const routes = await routesOf(routing!.id);
    const zero = { r: 0, u1: 0, u2: 0, s: 0, i12: 0 };
    expectRoutes(routes, (sample) => routeOf(valuesOf(sample), zero));
    expect(new Set(routes.map(({ component }) => component))).toEqual(new Set(['r', 'u1', 'u2', 's', null]));
    expect(new Set(routes.filter(({ component }) => component === 'r').map(({ teacher }) => teacher)).size).toBe(2); // prettier-ignore
    // Counts are those of the table.
    for (const { label, route, count, meanWeight } of routing!.counts) {
      const taken = routes.filter((one) => one.label === label && nameOf(one) === route);
      expect(taken).toHaveLength(count);
      expect(taken.reduce((sum, { weight }) => sum + weight, 0) / count).toBeCloseTo(meanWeight, 6);
    }
    expect(routing!.counts.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS);
    const { routing: again } = await trySave({ name: 'again', runId });
    expect(await routesOf(again!.id)).toEqual(routes);
  });

  it('take thresholds as values and as quantiles, of values as shown', async () => {
    const { routing } = await trySave({
      name: 'bits',
      runId,
      unit: 'BITS',
      adjusted: true,
      redundancy: { value: 0.5 },
      synergy: { quantile: 0.6 },
      information: { quantile: 0.25 },
    });
    const shown = Array.from({ length: ROWS }, (_, sample) => valuesOf(sample, Math.LOG2E, OFFSET));
    const quantile = (name: 's' | 'i12', probability: number): number => {
      const sorted = shown.map((values) => values[name]).filter(Number.isFinite).sort((a, b) => a - b); // prettier-ignore
      const place = probability * (sorted.length - 1);
      const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
      return low + (place - Math.floor(place)) * (high - low);
    };
    const thresholds = { r: 0.5, u1: 0, u2: 0, s: quantile('s', 0.6), i12: quantile('i12', 0.25) };
    for (const { of, value } of routing!.thresholds) expect(value).toBeCloseTo(thresholds[of as 'r'], 12);
    expect(routing!.thresholds.map((one) => one.quantile)).toEqual([null, null, null, 0.6, 0.25]);
    expectRoutes(await routesOf(routing!.id), (sample) => routeOf(shown[sample]!, thresholds));
  });

  it('come as CSV, are listed, outlive their run and can be deleted', async () => {
    const copy = await insertCompletedRun(workspace.store, dataset.id, {
      columns,
      classIndex: Int32Array.from({ length: ROWS }, (_, sample) => sample % 3),
      foldOf: new Int32Array(ROWS),
      spread: null,
    });
    const { routing } = await trySave({ name: 'orphan', runId: copy.id, method: 'EVIDENCE' });
    const csv = (): Promise<string> => fetch(`${opened.server.url}/routings/orphan/samples.csv`).then((response) => response.text()); // prettier-ignore
    const before = await csv();
    expect(before.split('\n')[0]).toBe('sampleIndex,sampleId,label,split,strategy,teacher,component,weight');
    expect(before.trim().split('\n')).toHaveLength(ROWS + 1);
    await client.query('mutation ($id: ID!) { deleteRun(runId: $id) { deletedRunId } }', { id: copy.id });
    expect(await csv()).toBe(before);
    const list =
      '{ routings(dataset: "measured", first: 1) { nodes { name runId run { id } dataset { name } } } }';
    expect(await client.query(list)).toEqual({ routings: { nodes: [{ name: 'orphan', runId: copy.id, run: null, dataset: { name: 'measured' } }] } }); // prettier-ignore
    const remove = 'mutation { deleteRouting(id: "orphan") { deletedId userErrors { code } } }';
    expect(await client.query(remove)).toEqual({ deleteRouting: { deletedId: routing!.id, userErrors: [] } });
    expect(await client.query(remove)).toEqual({ deleteRouting: { deletedId: null, userErrors: [{ code: 'ROUTING_NOT_FOUND' }] } }); // prettier-ignore
    expect((await fetch(`${opened.server.url}/routings/orphan/samples.csv`)).status).toBe(404);
  });

  it.each([
    ['no name', { name: '' }, 'BAD_NAME'],
    ['a run that is not there', { runId: 'x' }, 'RUN_NOT_FOUND'],
    ['a run that has not ended', { runId: 'unfinished' }, 'RUN_NOT_COMPLETE'],
    ['both kinds of threshold', { synergy: { value: 1, quantile: 0.5 } }, 'BAD_THRESHOLD'],
    ['neither', { synergy: {} }, 'BAD_THRESHOLD'],
    ['a quantile beyond 1', { information: { quantile: 50 } }, 'BAD_THRESHOLD'],
    ['a name that is taken', { name: 'first of its name' }, 'NAME_TAKEN'],
  ])('are refused with %s, and nothing is kept', async (_, input, code) => {
    await trySave({ name: 'first of its name', runId });
    const unfinished = await insertEmptyRun(workspace.store, dataset.id);
    const before = await workspace.store.prisma.routing.count();
    const text = JSON.stringify({ name: 'refused', runId, ...input }).replace('unfinished', unfinished);
    const { routing, userErrors } = await trySave(JSON.parse(text) as object);
    expect([routing, userErrors[0]?.code]).toEqual([null, code]);
    expect(await workspace.store.prisma.routing.count()).toBe(before);
  });

  it('are refused where no sample has the value', async () => {
    const nothing = new Float64Array(ROWS).fill(NaN);
    const empty = decomposeSamples({ i1: nothing, i2: nothing, i12: nothing, h1: nothing, h2: nothing });
    const records = { columns: empty, classIndex: new Int32Array(ROWS), foldOf: new Int32Array(ROWS), spread: null }; // prettier-ignore
    const run = await insertCompletedRun(workspace.store, dataset.id, records);
    const { userErrors } = await trySave({ name: 'refused', runId: run.id, synergy: { quantile: 0.5 } });
    expect(userErrors).toMatchObject([{ code: 'MISSING_VALUE', message: expect.stringContaining('finite s,') as string }]); // prettier-ignore
  });
});

function nameOf({ component, teacher }: Route): string {
  if (component === null) return 'NONE';
  if (component === 's') return 'SYNERGISTIC';
  const place = teacher === 'first' ? 'FIRST' : 'SECOND';
  return component === 'r' ? `REDUNDANT_${place}` : `UNIQUE_${place}`;
}
