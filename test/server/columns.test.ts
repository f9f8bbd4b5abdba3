import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** Of three columns, more than a slice of an export. */
const ROWS = 40_000;
const NAMES = [
  'sampleId', 'sampleIndex', 'label', 'split', 'r', 'u1', 'u2', 's', 'i1', 'i2', 'i12', 'h1', 'h2',
  'dominant', 'saturated', 'fold', 'nonFiniteReason',
] as const; // prettier-ignore
type Name = (typeof NAMES)[number];
type Row = Record<Name, string | number | boolean | null>;
type Columns = Record<Name, Row[Name][]> & { count: number; hasNextPage: boolean; endCursor: string | null };

/** Presentations, filters and orders that lists and columns must agree about. */
const SELECTIONS = [
  '',
  'unit: BITS, adjusted: true',
  'method: EVIDENCE, unit: BITS, orderBy: { field: R, direction: DESC }',
  'orderBy: { field: S, direction: ASC }, filter: { s: { max: 0.5 }, label: { in: ["class-1"] } }',
  'filter: { sampleId: { in: ["s1", "s39999", "no such \'\\\\\\" one, $1 %"] }, split: { in: ["train"] } }',
  'adjusted: true, filter: { top: { by: U1, percent: 10, perClass: true } }, orderBy: { field: SAMPLE_INDEX, direction: DESC }',
];

describe('columns and exports', () => {
  const random = new Random(9, 'columns');
  const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => 3 * random.normal()); // prettier-ignore
  const columns: InteractionColumns = decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }); // prettier-ignore
  for (const values of Object.values(columns)) values[17] = NaN;
  let workspace: TestWorkspace;
  let server: RunningServer;
  let client: GraphClient;
  let runId: string;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const records = {
      columns,
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: Int32Array.from({ length: ROWS }, (_, row) => row % 5),
      spread: null,
    };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records, 0.25)).id;
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

  const ask = async <T>(selection: string): Promise<T> => {
    const { run } = await client.query<{ run: { answer: T } }>(
      `query ($runId: ID!) { run(id: $runId) { answer: ${selection} } }`,
      { runId },
    );
    return run.answer;
  };
  const list = async (args: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (let after: string | null = null; ;) {
      const from: string = after === null ? '' : `, after: "${after}"`;
      const page: { nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await ask(
        `interactions(first: 1000, ${args}${from}) { nodes { ${NAMES.join(' ')} } pageInfo { hasNextPage endCursor } }`,
      );
      rows.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) return rows;
      after = page.pageInfo.endCursor;
    }
  };
  const asRows = (answer: Columns): Row[] =>
    Array.from({ length: answer.count }, (_, index) => Object.fromEntries(NAMES.map((name) => [name, answer[name][index]])) as Row); // prettier-ignore
  const argumentsOf = (args: string): string => (args === '' ? '' : `(${args})`);

  it.each(SELECTIONS)('hold what the list holds, to the bit: %s', async (args) => {
    const expected = await list(args);
    expect(expected.length).toBeGreaterThan(1);
    const answer = await ask<Columns>(`interactionColumns${argumentsOf(args)} { count ${NAMES.join(' ')} }`);
    expect(asRows(answer)).toEqual(expected);
  });

  it('come in pages that follow each other', async () => {
    const args = 'orderBy: { field: S, direction: DESC }';
    const expected = await list(args);
    const rows: Row[] = [];
    for (let after = '', more = true; more;) {
      const page: Columns = await ask(`interactionColumns(${args}, limit: 13000${after}) { count hasNextPage endCursor ${NAMES.join(' ')} }`); // prettier-ignore
      rows.push(...asRows(page));
      more = page.hasNextPage;
      after = `, after: "${page.endCursor!}"`;
    }
    expect(rows).toEqual(expected);
    const none = await ask<Columns>(
      'interactionColumns(filter: { label: { in: [] } }) { count hasNextPage endCursor s }',
    );
    expect(none).toEqual({ count: 0, hasNextPage: false, endCursor: null, s: [] });
  });

  it('go on after a cursor to the end of the run', async () => {
    const all = await ask<Columns>('interactionColumns { sampleIndex s }');
    const { endCursor } = await ask<Columns>('interactionColumns(limit: 1234) { endCursor sampleIndex }');
    const rest = await ask<Columns>(
      `interactionColumns(after: "${endCursor!}") { count hasNextPage sampleIndex s }`,
    );
    expect(rest).toEqual({
      count: ROWS - 1234,
      hasNextPage: false,
      sampleIndex: all.sampleIndex.slice(1234),
      s: all.s.slice(1234),
    });
  });

  it('are the same numbers as base64', async () => {
    const selection = 'sampleIndex fold r s sampleId';
    const json = await ask<Columns>(`interactionColumns { ${selection} }`);
    const packed = await ask<Record<Name, string>>(`interactionColumns(encoding: BASE64) { ${selection} }`);
    const bytes = (name: Name): ArrayBuffer => Uint8Array.from(Buffer.from(packed[name], 'base64')).buffer;
    expect(packed.sampleId).toEqual(json.sampleId);
    expect(Array.from(new Int32Array(bytes('sampleIndex')))).toEqual(json.sampleIndex);
    expect(Array.from(new Int32Array(bytes('fold')))).toEqual(json.fold);
    for (const name of ['r', 's'] as const) {
      expect(Array.from(new Float64Array(bytes(name)), (value) => (Number.isNaN(value) ? null : value))).toEqual(json[name]); // prettier-ignore
    }
  });

  it('are only those named, where an answer asks for more', async () => {
    const { s, ...others } = await ask<Columns>('interactionColumns(columns: [S]) { s r sampleId }');
    expect(s).toHaveLength(ROWS);
    expect(others).toEqual({ r: null, sampleId: null });
  });

  const address = (format: string, args: Record<string, string> = {}): string =>
    `${server.url}/runs/${runId}/interactions.${format}?${new URLSearchParams(args).toString()}`;

  it('are exported as NDJSON, what the address says', async () => {
    const expected = await list(
      'unit: BITS, filter: { label: { in: ["class-2"] } }, orderBy: { field: S, direction: DESC }',
    );
    const answer = await fetch(
      address('ndjson', {
        unit: 'BITS',
        filter: '{"label":{"in":["class-2"]}}',
        orderBy: '{"field":"S","direction":"DESC"}',
        columns: 'sampleId,S,SAMPLE_INDEX,saturated,dominant',
        limit: '500',
      }),
    );
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    const lines = (await answer.text()).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      expected.slice(0, 500).map(({ sampleId, s, sampleIndex, saturated, dominant }) => ({
        sampleId,
        s,
        sampleIndex,
        saturated,
        dominant: typeof dominant === 'string' ? dominant.toLowerCase() : null,
      })),
    );
  });

  it('are exported as CSV, what the body says', async () => {
    const expected = await list('adjusted: true');
    const answer = await fetch(address('csv'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ adjusted: true, columns: ['SAMPLE_ID', 'R', 'NON_FINITE_REASON'] }),
    });
    const [head, ...lines] = (await answer.text()).trimEnd().split('\n');
    expect(head).toBe('sampleId,r,nonFiniteReason');
    expect(lines.map((line) => Number(line.split(',')[1]))).toEqual(expected.map(({ r }) => r ?? 0));
    expect(lines[17]).toMatch(/^s17,,.*NaN/);
  });

  it.each([
    [{ columns: 'sampleId,nothing' }, 'columns'],
    [{ filter: '{"label":' }, 'filter'],
    [{ filter: '{"labels":{"in":[]}}' }, 'filter'],
    [{ orderBy: '"S"' }, 'orderBy'],
    [{ limit: 'many' }, 'limit'],
    [{ encoding: 'JSON' }, 'encoding'],
    [{ after: 'x' }, 'after'],
    [{ unit: "';DROP TABLE runs" }, 'unit'],
  ])('are refused for %j', async (args: Record<string, string>, field) => {
    const answer = await fetch(address('csv', args));
    expect(answer.status).toBe(400);
    const { errors } = (await answer.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors[0]!.extensions).toMatchObject({ field });
  });

  it('are refused of a run there is not, and of one that is not complete', async () => {
    const missing = await fetch(`${server.url}/runs/nothing/interactions.csv`);
    expect(missing.status).toBe(404);
    await expect(ask('interactionColumns(limit: 1000000) { r s u1 u2 i1 i2 }')).rejects.toThrow(
      'limit must be',
    );
  });

  it('leave no connection behind when whoever reads goes away', async () => {
    for (let index = 0; index < 12; index += 1) {
      const leave = new AbortController();
      const answer = await fetch(address('ndjson'), { signal: leave.signal });
      await answer.body!.getReader().read();
      leave.abort();
    }
    const held = async (): Promise<number> => {
      const { rows } = await workspace.store.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE application_name = 'interlens export' AND datname = current_database()`,
      );
      return rows[0]!.count;
    };
    await expect.poll(held, { timeout: 15_000 }).toBe(0);
    expect((await fetch(address('csv', { limit: '1' }))).status).toBe(200);
  });
});
