import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { GraphQLObjectType } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { buildGraphSchema } from '../../schema/build-schema.js';
import { createApiKey, revokeApiKey } from '../../src/actions/api-keys.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import type { Role } from '../../src/domain/role.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { apiKeys } from '../../src/store/api-keys.js';
import { auditEntries } from '../../src/store/audit-log.js';
import type { GraphResponse } from '../support/graphql-client.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('a server that needs keys', () => {
  let workspace: TestWorkspace;
  let server: RunningServer;
  let runId: string;
  const keys: Record<string, string> = {};

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const { store } = workspace;
    await importSmallDataset(workspace);
    runId = (await startEstimation(workspace, { dataset: 'small', preset: 'fast' })).id;
    for (const role of ['READER', 'OPERATOR', 'ADMIN'] as Role[]) {
      keys[role] = (await createApiKey(store, { name: role, role, days: 1 })).key;
    }
    keys['expired'] = (await createApiKey(store, { name: 'expired', role: 'ADMIN', days: 1 })).key;
    await store.prisma.apiKey.update({
      where: { name: 'expired' },
      data: { expiresAt: new Date(Date.now() - 1) },
    });
    // The id of one key with the secret of another; a secret changed in its last letter; and none at all.
    keys['mixed'] = `${keys['ADMIN']!.slice(0, 46)}_${keys['READER']!.slice(47)}`;
    keys['changed'] = keys['ADMIN']!.slice(0, -1) + (keys['ADMIN']!.endsWith('A') ? 'B' : 'A');
    keys['unknown'] = `interlens_00000000-0000-4000-8000-000000000000_${keys['ADMIN']!.slice(47)}`;
    keys['nonsense'] = "x' OR 1=1 --";
    const access = { requireKeys: true, requestsPerMinute: 1_000 };
    server = await startServer(workspace, { host: '127.0.0.1', port: 0, report: () => undefined, access });
  });
  afterAll(async () => {
    await server.close();
    await workspace.close();
  });

  const headersFor = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { authorization: `Bearer ${key}` };

  const ask = async (key: string | undefined, query: string): Promise<GraphResponse & { status: number }> => {
    const answer = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headersFor(key) },
      body: JSON.stringify({ query }),
    });
    return { status: answer.status, ...((await answer.json()) as GraphResponse) };
  };

  /** The codes of what a subscription or mutation over a socket is answered with. */
  const overSocket = async (key: string | undefined, query: string): Promise<unknown[]> => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazyCloseTimeout: 0,
      connectionParams: headersFor(key),
    });
    try {
      for await (const { errors } of client.iterate({ query })) return errors?.map(({ extensions }) => extensions?.['code']) ?? []; // prettier-ignore
      return [];
    } catch (error) {
      if (!Array.isArray(error)) return [(error as { code?: number }).code];
      return (error as { extensions?: { code?: unknown } }[]).map(({ extensions }) => extensions?.code);
    } finally {
      await client.dispose();
    }
  };

  const REFUSED = ['expired', 'mixed', 'changed', 'unknown', 'nonsense', 'missing'];

  it.each(REFUSED)('refuses every request with a key that is %s', async (name) => {
    const key = keys[name];
    const answer = await ask(key, '{ runs { nodes { id } } }');
    expect(answer).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    for (const path of [
      `/runs/${runId}/interactions.csv`,
      '/subsets/any/samples.csv',
      '/routings/any/samples.csv',
      '/ensembles/any/predictions.npy',
      '/metrics',
    ]) {
      expect((await fetch(server.url + path, { headers: headersFor(key) })).status).toBe(401);
    }
    expect(await overSocket(key, `subscription { runEvents(runId: "${runId}") { sequence } }`)).toEqual([
      4403,
    ]);
    expect(await overSocket(key, 'mutation { cancelRun(runId: "x") { userErrors { code } } }')).toEqual([
      4403,
    ]);
    for (const path of ['/healthz', '/readyz', '/'])
      expect((await fetch(server.url + path)).status).toBe(200);
  });

  it('refuses a reader, and every key that is none, each mutation and subscription there is, over HTTP and sockets', async () => {
    const schema = await buildGraphSchema();
    const ofAll = (type: 'Mutation' | 'Subscription'): string[] =>
      Object.keys((schema.getType(type) as GraphQLObjectType).getFields());
    expect(ofAll('Mutation').length).toBeGreaterThan(3);
    const documents: Record<string, string> = {
      startEstimation: 'mutation { startEstimation(input: { datasetId: "small" }) { userErrors { code } } }',
      cancelRun: `mutation { cancelRun(runId: "${runId}") { userErrors { code } } }`,
      retryRun: `mutation { retryRun(runId: "${runId}") { userErrors { code } } }`,
      deleteRun: `mutation { deleteRun(runId: "${runId}") { userErrors { code } } }`,
      importDataset:
        'mutation { importDataset(input: { name: "x", fileName: "x.csv", content: "", label: "l", modalities: [{ name: "a", array: "a" }, { name: "b", array: "b" }] }) { userErrors { code } } }',
      saveSeries:
        'mutation { saveSeries(input: { name: "x", runs: [{ runId: "x", label: "x" }] }) { userErrors { code } } }',
      deleteSeries: 'mutation { deleteSeries(name: "x") { userErrors { code } } }',
      saveSubset: 'mutation { saveSubset(input: { name: "x", union: [] }) { userErrors { code } } }',
      savePartition:
        'mutation { savePartition(input: { name: "x", runId: "x", by: R, parts: 2 }) { userErrors { code } } }',
      deleteSubset: 'mutation { deleteSubset(id: "x") { userErrors { code } } }',
      saveRouting: 'mutation { saveRouting(input: { name: "x", runId: "x" }) { userErrors { code } } }',
      deleteRouting: 'mutation { deleteRouting(id: "x") { userErrors { code } } }',
      registerModel:
        'mutation { registerModel(input: { dataset: "small", name: "x", fileName: "x.csv", content: "" }) { userErrors { code } } }',
      deleteModel: 'mutation { deleteModel(id: "x") { userErrors { code } } }',
      selectEnsemble:
        'mutation { selectEnsemble(input: { name: "x", models: ["x"] }) { userErrors { code } } }',
      deleteEnsemble: 'mutation { deleteEnsemble(id: "x") { userErrors { code } } }',
      runEvents: `subscription { runEvents(runId: "${runId}") { sequence } }`,
    };
    expect(Object.keys(documents).sort()).toEqual([...ofAll('Mutation'), ...ofAll('Subscription')].sort());
    for (const [name, document] of Object.entries(documents)) {
      for (const refused of REFUSED) {
        expect((await ask(keys[refused], document)).status, `${name}, ${refused}`).toBe(401);
        expect(await overSocket(keys[refused], document), `${name}, ${refused}`).toEqual([4403]);
      }
      expect(await overSocket(keys['READER'], document), name).toEqual(['FORBIDDEN']);
      if (name === 'runEvents') continue;
      const { errors } = await ask(keys['READER'], document);
      expect(
        errors?.map(({ extensions }) => extensions['code']),
        name,
      ).toEqual(['FORBIDDEN']);
    }
    for (const name of ['deleteRun', 'deleteModel']) {
      const { errors } = await ask(keys['OPERATOR'], documents[name]!);
      expect(errors![0]!.extensions['code']).toBe('FORBIDDEN');
    }
    expect(await ask(keys['READER'], `{ run(id: "${runId}") { status } }`)).toMatchObject({ data: { run: { status: 'QUEUED' } } }); // prettier-ignore
  });

  it('lets operators run and follow, and keeps what was asked for and who did', async () => {
    const before = (await auditEntries(workspace.store, 1))[0]?.id ?? 0n;
    const start = `mutation { startEstimation(input: { datasetId: "small", preset: "${'fast'.padEnd(500, 'x')}" }) { userErrors { code } } }`;
    expect((await ask(keys['OPERATOR'], start)).data).toMatchObject({ startEstimation: { userErrors: [{ code: 'UNKNOWN_PRESET' }] } }); // prettier-ignore
    expect(
      await overSocket(keys['OPERATOR'], `subscription { runEvents(runId: "${runId}") { sequence } }`),
    ).toEqual([]);
    await ask(keys['READER'], `mutation { cancelRun(runId: "${runId}") { userErrors { code } } }`);
    await ask(keys['ADMIN'], `mutation { cancelRun(runId: "${runId}") { userErrors { code } } }`);
    const entries = (await auditEntries(workspace.store, 10)).filter(({ id }) => id > before);
    expect(entries.map(({ keyName, action, refusal }) => [keyName, action, refusal])).toEqual([
      ['ADMIN', 'cancelRun', null],
      ['READER', 'cancelRun', 'FORBIDDEN'],
      ['OPERATOR', 'startEstimation', 'UNKNOWN_PRESET'],
    ]);
    expect(entries[1]!.input).toEqual({ runId });
    expect(JSON.stringify(entries[2]!.input)).toMatch(/"fastx{196}…"/);
  });

  it('keeps no key, says when each was used, and refuses a revoked one', async () => {
    const { key } = await createApiKey(workspace.store, { name: 'for a while', role: 'READER', days: null });
    const { rows } = await workspace.store.pool.query<{ text: string }>(
      'SELECT k::text AS text FROM api_keys k',
    );
    expect(rows.some(({ text }) => text.includes(key.slice(47)))).toBe(false);
    expect((await ask(key, '{ __typename }')).status).toBe(200);
    const used = async (): Promise<Date | null> => (await apiKeys(workspace.store)).find(({ name }) => name === 'for a while')!.lastUsedAt; // prettier-ignore
    await expect.poll(used).toBeInstanceOf(Date);
    await expect(createApiKey(workspace.store, { name: 'for a while', role: 'ADMIN', days: 1 })).rejects.toMatchObject({ code: 'KEY_NAME_TAKEN' }); // prettier-ignore
    await revokeApiKey(workspace.store, 'for a while');
    await expect(revokeApiKey(workspace.store, 'for a while')).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    });
    await expect
      .poll(async () => (await ask(key, '{ __typename }')).status, { timeout: 10_000, interval: 500 })
      .toBe(401);
  }, 20_000);

  it('refuses a key that sends too much, and no other', async () => {
    const access = { requireKeys: true, requestsPerMinute: 5 };
    const strict = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: () => undefined,
      access,
    });
    try {
      const statusOf = async (key: string): Promise<number> =>
        (await fetch(`${strict.url}/runs/${runId}/interactions.csv`, { headers: { 'x-api-key': key } }))
          .status;
      const statuses: number[] = [];
      for (let index = 0; index < 6; index += 1) statuses.push(await statusOf(keys['READER']!));
      expect(statuses).toEqual([409, 409, 409, 409, 409, 429]);
      expect(await statusOf(keys['ADMIN']!)).toBe(409);
    } finally {
      await strict.close();
    }
  });
});

describe('a server without keys', () => {
  let workspace: TestWorkspace;
  let server: RunningServer;
  const document = '{ runs { nodes { id } } }';

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    const trustedDocuments = null;
    server = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: () => undefined,
      trustedDocuments,
    });
  });
  afterAll(async () => {
    await server.close();
    await workspace.close();
  });

  const post = (url: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('lets everybody of this machine in, but a wrong key is wrong', async () => {
    expect((await post(server.url, { query: document })).status).toBe(200);
    expect((await post(server.url, { query: document }, { authorization: 'Bearer nonsense' })).status).toBe(
      401,
    );
  });

  it('does not answer pages that have their name lead here', async () => {
    const { port } = new URL(server.url);
    const status = await new Promise<number>((resolve, reject) => {
      const asked = httpRequest({ port, host: '127.0.0.1', path: '/graphql?query={__typename}', headers: { host: 'evil.example', 'apollo-require-preflight': 'x' } }); // prettier-ignore
      asked.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode!);
      });
      asked.on('error', reject);
      asked.end();
    });
    expect(status).toBe(403);
  });

  it('does not answer what a page can send without asking', async () => {
    const simple = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ query: document }),
    });
    expect(simple.status).toBe(400);
  });

  it('answers only the documents it was started with, by text or hash, where it is told so', async () => {
    const id = createHash('sha256').update(document).digest('hex');
    const trusted = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: () => undefined,
      trustedDocuments: new Map([[id, document]]),
      introspection: false,
    });
    try {
      expect((await post(trusted.url, { query: document })).status).toBe(200);
      expect((await post(trusted.url, { documentId: id })).status).toBe(200);
      expect(
        (await post(trusted.url, { extensions: { persistedQuery: { version: 1, sha256Hash: id } } })).status,
      ).toBe(200);
      for (const body of [{ query: '{ __typename }' }, { documentId: 'x' }, {}, { query: `${document} ` }]) {
        const answer = await post(trusted.url, body);
        expect(answer.status).toBe(403);
        expect(await answer.json()).toMatchObject({
          errors: [{ extensions: { code: 'UNTRUSTED_DOCUMENT' } }],
        });
      }
      // Over a socket, what is executed is the document that the id names, whatever is sent beside it.
      const client = createClient({
        url: `${trusted.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
      });
      for (const named of [
        { documentId: id },
        { extensions: { persistedQuery: { version: 1, sha256Hash: id } } },
      ]) {
        const first = await client.iterate({ query: '{ other: __typename }', ...named }).next();
        const { data } = (await (await post(trusted.url, { documentId: id })).json()) as { data: unknown };
        expect(first.value).toEqual({ data });
      }
      await client.dispose();
    } finally {
      await trusted.close();
    }
  });

  it('does not tell its schema where it is told not to', async () => {
    const silent = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: () => undefined,
      introspection: false,
    });
    const query = '{ __schema { types { name } } }';
    try {
      expect((await post(silent.url, { query })).status).toBe(400);
      const client = createClient({
        url: `${silent.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        retryAttempts: 0,
      });
      await expect(client.iterate({ query }).next()).rejects.toMatchObject({
        0: { message: expect.stringContaining('introspection') as unknown },
      });
      await client.dispose();
    } finally {
      await silent.close();
    }
    expect((await post(server.url, { query })).status).toBe(200);
  });

  it('says what an operation cost', async () => {
    const answer = await post(server.url, { query: '{ runs(first: 10) { nodes { id dataset { name } } } }' });
    expect(await answer.json()).toMatchObject({ extensions: { cost: { requested: 21, most: 10_000 } } });
  });
});
