import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { startServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 60;
const FIELDS =
  'sampleId sampleIndex label split r u1 u2 s i1 i2 i12 h1 h2 dominant saturated fold nonFiniteReason __typename';

/** Pages, each with arguments; some records have no s. */
const PAGES = [
  'first: 7, orderBy: { field: S, direction: DESC }',
  'first: 60, orderBy: { field: S }',
  'last: 7, orderBy: { field: S }',
  'last: 9, orderBy: { field: SAMPLE_INDEX, direction: DESC }, unit: BITS, adjusted: true',
  'first: 5, method: EVIDENCE, orderBy: { field: U1, direction: DESC }, filter: { u1: { min: 0 } }',
  'first: 5, filter: { label: { in: [] } }',
];

describe('nodes that the database writes', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  let runId: string;

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const random = new Random(3, 'written nodes');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => 1e3 ** random.normal() * random.normal()); // prettier-ignore
    const columns = decomposeSamples({
      i1: column(),
      i2: column(),
      i12: column(),
      h1: column(),
      h2: column(),
    });
    for (const row of [3, 30, 31]) for (const values of Object.values(columns)) values[row] = NaN;
    const records = {
      columns,
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: new Int32Array(ROWS),
      spread: { r: column().map(Math.abs), u1: column().map(Math.abs), u2: column().map(Math.abs), s: column().map(Math.abs) }, // prettier-ignore
    };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records, 0.1)).id;
  });
  afterAll(() => opened.close());

  interface Answer {
    readonly nodes: unknown;
    readonly edges: { readonly cursor: string; readonly node: unknown }[];
    readonly pageInfo: { readonly startCursor: string | null; readonly endCursor: string | null };
  }
  const ask = async <T = Answer>(args: string, selection: string): Promise<T> => {
    const declared = selection.includes('$yes') ? ', $yes: Boolean = true' : '';
    const { run } = await client.query<{ run: { interactions: T } }>(
      `query ($runId: ID!${declared}) { run(id: $runId) { interactions(${args}) { ${selection} } } }`,
      { runId },
    );
    return run.interactions;
  };

  it.each(PAGES)(
    'are what edges hold, executed for the first time and by compiled code: %s',
    async (args) => {
      const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
      const byEdges = await ask(args, `edges { cursor node { ${FIELDS} } } ${pageInfo}`);
      for (let time = 0; time < 3; time += 1) {
        const written = await ask(args, `nodes { ${FIELDS} } ${pageInfo}`);
        expect(written.nodes).toEqual(byEdges.edges.map(({ node }) => node));
        expect(written.pageInfo).toEqual(byEdges.pageInfo);
        expect(written.pageInfo.startCursor).toBe(byEdges.edges[0]?.cursor ?? null);
        expect(written.pageInfo.endCursor).toBe(byEdges.edges.at(-1)?.cursor ?? null);
      }
    },
  );

  it.each([
    ['aliases', 'nodes { a: r r sampleId same: sampleId }', 'nodes'],
    ['an alias of the list', 'list: nodes { r }', 'list'],
    [
      'an alias longer than a name of PostgreSQL',
      `nodes { ${'a'.repeat(100)}: s ${'a'.repeat(99)}: r }`,
      'nodes',
    ],
    ['fragments', 'nodes { ... on Interaction { r } ... { s } } nodes { u1 }', 'nodes'],
    ['conditions', 'nodes { r @include(if: $yes) s @skip(if: $yes) }', 'nodes'],
    ['objects within', 'nodes { r spread { r s } }', 'nodes'],
    ['edges beside', 'nodes { r } edges { cursor }', 'nodes'],
    ['the list twice', 'nodes { r } other: nodes { r s }', 'other'],
  ])('hold what was asked for, and nothing else: %s', async (_, selection, key) => {
    const args = 'first: 2, orderBy: { field: R }';
    const { edges } = await ask(args, 'edges { node { sampleId r s u1 spread { r s } } }');
    const answers = [];
    for (let time = 0; time < 3; time += 1)
      answers.push(await ask<Record<string, unknown[]>>(args, selection));
    for (const answer of answers) {
      expect(answer).toEqual(answers[0]);
      expect(answer[key]).toHaveLength(2);
    }
    const known = edges[0]!.node as Record<string, unknown>;
    const node = answers[0]![key]![0] as Record<string, unknown>;
    const expected: Record<string, object> = {
      aliases: { a: known['r'], r: known['r'], sampleId: known['sampleId'], same: known['sampleId'] },
      'an alias of the list': { r: known['r'] },
      'an alias longer than a name of PostgreSQL': { ['a'.repeat(100)]: known['s'], ['a'.repeat(99)]: known['r'] }, // prettier-ignore
      fragments: { r: known['r'], s: known['s'], u1: known['u1'] },
      conditions: { r: known['r'] },
      'objects within': { r: known['r'], spread: known['spread'] },
      'edges beside': { r: known['r'] },
      'the list twice': { r: known['r'], s: known['s'] },
    };
    expect(node).toEqual(expected[_]);
  });

  it('come at their places in lists of runs', async () => {
    const query = '{ runs { nodes { id a: interactions(first: 1) { nodes { sampleId } } b: interactions(last: 1) { nodes { sampleId } } } } }'; // prettier-ignore
    for (let time = 0; time < 3; time += 1) {
      const { runs } = await client.query<{ runs: { nodes: unknown[] } }>(query);
      expect(runs.nodes).toEqual([
        { id: runId, a: { nodes: [{ sampleId: 's0' }] }, b: { nodes: [{ sampleId: `s${ROWS - 1}` }] } },
      ]);
    }
  });

  it('of a run that is deleted are gone at once, on every server', async () => {
    const report = (): void => undefined;
    const other = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
    const there = graphClient(other.url);
    const question = `query ($runId: ID!) { run(id: $runId) { interactions(first: 1) { nodes { r } } } }`;
    try {
      for (let time = 0; time < 3; time += 1) {
        await there.query(question, { runId });
        await client.query(question, { runId });
      }
      await client.query('mutation ($runId: ID!) { deleteRun(runId: $runId) { deletedRunId userErrors { code } } }', { runId }); // prettier-ignore
      await expect(client.query(question, { runId })).rejects.toThrow('There is no run');
      await expect
        .poll(() => there.query(question, { runId }).catch((error: unknown) => String(error)))
        .toContain('There is no run');
    } finally {
      await there.close();
      await other.close();
    }
  });
});
