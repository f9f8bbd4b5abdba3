import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 200;

interface Connection {
  nodes: { sampleIndex: number; s: number | null }[];
  edges: { cursor: string; node: { sampleIndex: number } }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  totalCount: number;
}

const CONNECTION = `{
  nodes { sampleIndex s } edges { cursor node { sampleIndex } }
  pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
}`;

describe('interactions over GraphQL', () => {
  const random = new Random(8, 'interactions');
  const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
  const columns: InteractionColumns = decomposeSamples({
    i1: column(),
    i2: column(),
    i12: column(),
    h1: column(),
    h2: column(),
  });
  let workspace: TestWorkspace;
  let server: RunningServer;
  let client: GraphClient;
  let runId: string;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const run = await insertCompletedRun(workspace.store, dataset.id, {
      columns,
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: Int32Array.from({ length: ROWS }, (_, row) => row % 5),
      spread: null,
    });
    runId = run.id;
    const report = (error: unknown): never => {
      throw error;
    };
    server = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
    client = graphClient(server.url);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    await workspace.close();
  });

  const interactions = async (args: string): Promise<Connection> => {
    const query = `query ($runId: ID!) { run(id: $runId) { interactions(${args}) ${CONNECTION} } }`;
    const { run } = await client.query<{ run: { interactions: Connection } }>(query, { runId });
    return run.interactions;
  };
  const bySynergy = Array.from(columns.s.keys()).sort((a, b) => columns.s[b]! - columns.s[a]!);
  const order = 'orderBy: { field: S, direction: DESC }';

  it('come in pages from either end, with where each stands', async () => {
    const first = await interactions(`first: 30, ${order}`);
    expect(first.nodes.map(({ sampleIndex }) => sampleIndex)).toEqual(bySynergy.slice(0, 30));
    expect(first.edges.map(({ node }) => node.sampleIndex)).toEqual(bySynergy.slice(0, 30));
    expect(first.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0]!.cursor,
      endCursor: first.edges[29]!.cursor,
    });
    expect(first.totalCount).toBe(ROWS);
    const second = await interactions(`first: 30, after: "${first.pageInfo.endCursor}", ${order}`);
    expect(second.nodes.map(({ sampleIndex }) => sampleIndex)).toEqual(bySynergy.slice(30, 60));
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    const back = await interactions(`last: 30, before: "${second.pageInfo.startCursor}", ${order}`);
    expect(back.nodes).toEqual(first.nodes);
    expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    const last = await interactions(`last: 7, ${order}`);
    expect(last.nodes.map(({ sampleIndex }) => sampleIndex)).toEqual(bySynergy.slice(-7));
    expect(last.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect((await interactions(order)).nodes).toHaveLength(50);
  });

  it('can be chosen by what is largest, among some, in a class', async () => {
    const page = await interactions(
      `${order}, filter: { label: { in: ["class-1"] }, top: { by: S, percent: 10, among: { label: { in: ["class-1"] } } } }`,
    );
    const expected = bySynergy.filter((row) => row % 3 === 1).slice(0, 7); // of 67
    expect(page.nodes.map(({ sampleIndex }) => sampleIndex)).toEqual(expected);
    expect(page.totalCount).toBe(7);
    const perClass = await interactions(`filter: { top: { by: R, count: 2, perClass: true } }`);
    expect(perClass.totalCount).toBe(6);
  });

  it('are summed up by groups, bins, quantiles and cells', async () => {
    interface Answer {
      run: {
        aggregate: {
          label: string;
          count: number;
          dominantShares: Record<string, number>;
          mean: { s: number };
        }[];
        histogram: { dominant: string; counts: number[]; edges: number[] }[];
        quantiles: { label: null; count: number; values: number[] }[];
        density: { counts: number[]; xEdges: number[]; outside: number };
      };
    }
    const query = `query ($runId: ID!) { run(id: $runId) {
      aggregate(groupBy: [LABEL], unit: BITS) { label count dominantShares { r u1 u2 s } mean { s } }
      histogram(component: S, bins: 10, groupBy: [DOMINANT]) { dominant counts edges }
      quantiles(component: S, probabilities: [0, 0.5, 1]) { label count values }
      density(x: R, y: S, bins: 4) { counts xEdges outside }
    } }`;
    const { run } = await client.query<Answer>(query, { runId });
    expect(run.aggregate.map(({ label, count }) => [label, count])).toEqual([
      ['class-0', 67],
      ['class-1', 67],
      ['class-2', 66],
    ]);
    const members = Array.from(columns.s).filter((_, row) => row % 3 === 0);
    const mean = members.reduce((sum, value) => sum + value, 0) / members.length / Math.LN2;
    expect(run.aggregate[0]!.mean.s).toBeCloseTo(mean, 10);
    for (const { dominantShares } of run.aggregate) {
      expect(Object.values(dominantShares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    }
    expect(run.histogram.map(({ dominant }) => dominant)).toEqual(['R', 'U1', 'U2', 'S']);
    expect(run.histogram.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0)).toBe(ROWS);
    expect(run.histogram[0]!.edges).toHaveLength(11);
    const sorted = Array.from(columns.s).sort((a, b) => a - b);
    expect(run.quantiles).toHaveLength(1);
    expect(run.quantiles[0]).toMatchObject({ label: null, count: ROWS });
    const [least, middle, most] = run.quantiles[0]!.values;
    expect([least, most]).toEqual([sorted[0], sorted.at(-1)]);
    expect(middle).toBeCloseTo((sorted[99]! + sorted[100]!) / 2, 12);
    expect(run.density.counts).toHaveLength(16);
    expect(run.density.counts.reduce((sum, count) => sum + count, 0)).toBe(ROWS);
    expect(run.density).toMatchObject({ outside: 0 });
  });

  it.each([
    ['histogram(component: R, bins: 0) { above }', 'BAD_BINS'],
    ['density(x: R, y: S, bins: 257) { outside }', 'BAD_BINS'],
    ['quantiles(component: R, probabilities: [-0.1]) { count }', 'BAD_PROBABILITY'],
    ['aggregate(filter: { label: { in: ["dodo"] } }) { count }', 'BAD_FILTER'],
  ])('are not summed up by %s', async (field, code) => {
    const { errors } = await client.send(`query ($runId: ID!) { run(id: $runId) { ${field} } }`, { runId });
    expect(errors).toMatchObject([{ extensions: { code } }]);
  });

  it.each([
    ['first: 5, last: 5', 'BAD_PAGE', 'first and after, or last and before'],
    ['first: 5, before: "x"', 'BAD_PAGE', 'first and after, or last and before'],
    ['last: 5, after: "x"', 'BAD_PAGE', 'first and after, or last and before'],
    ['last: 1001', 'BAD_PAGE_SIZE', 'last must be from 1 to 1000, got 1001'],
    ['last: 5, before: "x"', 'BAD_CURSOR', 'not one this server gave out'],
    ['filter: { top: { by: S } }', 'BAD_FILTER', 'either count or percent'],
  ])('refuse %s', async (args, code, words) => {
    const query = `query ($runId: ID!) { run(id: $runId) { interactions(${args}) { totalCount } } }`;
    const { errors } = await client.send(query, { runId });
    expect(errors).toHaveLength(1);
    expect(errors![0]).toMatchObject({
      message: expect.stringContaining(words) as string,
      extensions: { code },
    });
  });
});
