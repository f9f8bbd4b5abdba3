import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileRequests, LEAK, type HostileRequest } from '../../bench/api/hostile-requests.js';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 60;
/** Of an answer that is bounded: a page, not a table. */
const MOST_BYTES = 200_000;

describe('hostile requests', () => {
  let workspace: TestWorkspace;
  let server: RunningServer;
  let runId: string;
  const reported: unknown[] = [];

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, (_, row) => row / 10);
    runId = (
      await insertCompletedRun(workspace.store, dataset.id, {
        columns: decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }),
        classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
        foldOf: new Int32Array(ROWS),
        spread: null,
      })
    ).id;
    const report = (error: unknown): number => reported.push(error);
    server = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
  });
  afterAll(async () => {
    await server.close();
    await workspace.close();
  });

  const send = ({ method = 'POST', search = '', body, contentType }: HostileRequest): Promise<Response> =>
    fetch(`${server.url}/graphql${search}`, {
      method,
      headers: { 'content-type': contentType ?? 'application/json' },
      ...(method === 'POST' && { body: body ?? '' }),
    });

  it('are at least 200', () => {
    const names = hostileRequests(runId).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(200);
  });

  it('do not come past the limits by the hash of a document that was sent before', async () => {
    const query = 'query ($first: Int!) { runs(first: $first) { nodes { id dataset { runs(first: $first) { nodes { id } } } } } }'; // prettier-ignore
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    const codeOf = async (request: object): Promise<unknown> => {
      const answer = await send({ name: 'by hash', body: JSON.stringify(request) });
      const { errors } = (await answer.json()) as { errors?: { extensions: { code: string } }[] };
      return errors?.[0]?.extensions.code ?? null;
    };
    expect(await codeOf({ query, variables: { first: 1 } })).toBeNull();
    expect(await codeOf({ query, variables: { first: 1000 } })).toBe('TOO_COSTLY');
    await codeOf({ query, extensions, variables: { first: 1 } });
    expect(await codeOf({ extensions, variables: { first: 1000 } })).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  it('are each refused or bounded, tell nothing and change nothing', async () => {
    const failures: string[] = [];
    // Twice: what comes again is executed in another way.
    for (const request of hostileRequests(runId).flatMap((one) => [one, one])) {
      const answer = await send(request);
      const text = await answer.text();
      const fail = (what: string): number => failures.push(`${request.name}: ${what}: ${answer.status} ${text.slice(0, 300)}`); // prettier-ignore
      if (answer.status >= 500) fail('the server failed');
      if (text.length > MOST_BYTES) fail(`${text.length} bytes`);
      if (LEAK.test(text)) fail('tells too much');
      try {
        const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown[] };
        if (data === undefined && !errors?.length) fail('says nothing');
      } catch {
        fail('is no JSON');
      }
    }
    expect(failures).toEqual([]);
    expect(reported).toEqual([]);
    expect(await workspace.store.prisma.interaction.count()).toBe(ROWS);
    expect(await workspace.store.prisma.runSeries.count()).toBe(0);
  });
});
