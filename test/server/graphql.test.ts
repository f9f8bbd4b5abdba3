import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const IMPORT = `mutation Import($input: ImportDatasetInput!) {
  importDataset(input: $input) {
    dataset { id name sampleCount droppedRows classes { label count } modalities { name dimension kind } }
    userErrors { code field message }
  }
}`;
const START = `mutation Start($input: StartEstimationInput!, $key: String) {
  startEstimation(input: $input, idempotencyKey: $key) {
    run { id status progress seed preset config dataset { name } modalities { name } }
    userErrors { code field message }
  }
}`;
const WATCH = `subscription Watch($runId: ID!, $after: Int! = 0) {
  runEvents(runId: $runId, afterSequence: $after) { sequence at type progress step message }
}`;
const PAGE = `query Page($runId: ID!, $after: String, $order: InteractionOrder, $filter: InteractionFilter) {
  run(id: $runId) {
    interactions(first: 37, after: $after, orderBy: $order, filter: $filter) {
      edges { cursor node { sampleId sampleIndex label split r u1 u2 s i1 i2 i12 h1 h2 dominant saturated fold nonFiniteReason } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
const BY_METHOD = `query ByMethod($runId: ID!, $after: String, $method: Method!, $filter: InteractionFilter) {
  run(id: $runId) {
    components(method: $method) { r u1 u2 s }
    inBits: components(method: $method, unit: BITS, adjusted: true) { r u1 u2 s }
    aggregate(method: $method, filter: $filter) { count mean { r u1 u2 s } }
    groups: aggregate(method: $method, groupBy: [DOMINANT]) { dominant count minimum { r } }
    interactions(
      first: 1000, after: $after, method: $method, filter: $filter, orderBy: { field: R, direction: DESC }
    ) {
      totalCount
      edges { cursor node { sampleIndex r u1 u2 s i1 i2 i12 dominant saturated } }
    }
  }
}`;
const AGGREGATE = `query Aggregate($runId: ID!) {
  run(id: $runId) {
    status progress error startedAt finishedAt
    provenance { dataSha256 codeVersion engine nodeVersion }
    adjustment { offset rule } information { i1 i2 i12 }
    diagnostics { nonFiniteCount saturated classifiers { modality accuracy logLoss } }
    raw: aggregate(groupBy: [LABEL]) { label count saturated mean { r u1 u2 s } standardDeviation { r } }
    adjusted: aggregate(adjusted: true, unit: BITS) { count mean { r u1 u2 s } }
  }
}`;
const CANCEL = `mutation Cancel($runId: ID!) { cancelRun(runId: $runId) { run { status } userErrors { code field message } } }`;

interface Event {
  sequence: number;
  type: string;
  progress: number;
}

interface PagedRecord {
  sampleId: string;
  sampleIndex: number;
  label: string;
  r: number;
  u1: number;
  u2: number;
  s: number;
  i1: number;
  i2: number;
  i12: number;
}

interface PageData {
  run: {
    interactions: {
      edges: { node: PagedRecord }[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
}

describe('a GraphQL client written from schema.graphql alone', () => {
  let workspace: TestWorkspace;
  let worker: Worker;
  let server: RunningServer;
  let client: GraphClient;
  const reported: unknown[] = [];
  const penguins = readFileSync(join(import.meta.dirname, '../../examples/penguins.csv'));

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    server = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: (error) => reported.push(error),
    });
    worker = await startWorker(workspace, { concurrency: 1, report: () => undefined });
    client = graphClient(server.url);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    await worker.stop();
    await workspace.close();
    expect(reported).toEqual([]);
  });

  const importPenguins = (input: Record<string, unknown> = {}): Promise<{ importDataset: ImportPayload }> =>
    client.query(IMPORT, {
      input: {
        name: 'penguins',
        fileName: 'penguins.csv',
        content: penguins.toString('base64'),
        modalities: [
          { name: 'bill', array: 'bill_length_mm,bill_depth_mm' },
          { name: 'body', array: 'flipper_length_mm,body_mass_g' },
        ],
        label: 'species',
        split: 'island',
        dropMissing: true,
        ...input,
      },
    });

  interface ImportPayload {
    dataset: { id: string; sampleCount: number; droppedRows: number } | null;
    userErrors: { code: string; field: string; message: string }[];
  }

  const start = async (input: Record<string, unknown>, key?: string): Promise<string> => {
    const { startEstimation } = await client.query<{
      startEstimation: { run: { id: string }; userErrors: [] };
    }>(START, { input, key });
    expect(startEstimation.userErrors).toEqual([]);
    return startEstimation.run.id;
  };

  const watch = async (runId: string, after = 0): Promise<Event[]> => {
    const events: Event[] = [];
    for await (const { data, errors } of client.socket.iterate<{ runEvents: Event }>({
      query: WATCH,
      variables: { runId, after },
    })) {
      expect(errors).toBeUndefined();
      events.push(data!.runEvents);
    }
    return events;
  };

  const pages = async (runId: string, order?: object, filter?: object): Promise<PagedRecord[]> => {
    const records: PagedRecord[] = [];
    for (let after: string | null = null; ;) {
      const { run }: PageData = await client.query(PAGE, { runId, after, order, filter });
      records.push(...run.interactions.edges.map(({ node }) => node));
      if (!run.interactions.pageInfo.hasNextPage) return records;
      after = run.interactions.pageInfo.endCursor;
    }
  };

  it('uses only documents that the committed schema validates', () => {
    const schema = buildSchema(
      readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'),
    );
    for (const document of [IMPORT, START, WATCH, PAGE, BY_METHOD, AGGREGATE, CANCEL]) {
      expect(validate(schema, parse(document))).toEqual([]);
    }
  });

  it('imports, starts, watches to the end, and pages through all records: none missing, none twice', async () => {
    const { importDataset } = await importPenguins();
    expect(importDataset).toMatchObject({
      userErrors: [],
      dataset: {
        sampleCount: 342,
        droppedRows: 2,
        classes: [
          { label: 'Adelie', count: 151 },
          { label: 'Chinstrap', count: 68 },
          { label: 'Gentoo', count: 123 },
        ],
        modalities: [
          { name: 'bill', dimension: 2, kind: 'CONTINUOUS' },
          { name: 'body', dimension: 2, kind: 'CONTINUOUS' },
        ],
      },
    });
    const runId = await start({ datasetId: importDataset.dataset!.id, preset: 'fast', seed: 3 });
    const events = await watch(runId);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
    expect((await watch(runId, 20)).map(({ sequence }) => sequence)).toEqual(
      events.slice(20).map(({ sequence }) => sequence),
    );

    for (const order of [undefined, { field: 'S', direction: 'DESC' }, { field: 'R', direction: 'ASC' }]) {
      const records = await pages(runId, order);
      expect(records.map(({ sampleIndex }) => sampleIndex).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 342 }, (_, index) => index),
      );
      if (order?.field === 'S') {
        records.slice(1).forEach(({ s }, index) => {
          expect(s).toBeLessThanOrEqual(records[index]!.s);
        });
      }
      for (const { r, u1, u2, s, i1, i2, i12 } of records) {
        expect(r + u1).toBeCloseTo(i1, 9);
        expect(r + u2).toBeCloseTo(i2, 9);
        expect(r + u1 + u2 + s).toBeCloseTo(i12, 9);
      }
    }
    const chinstraps = await pages(runId, undefined, { label: { in: ['Chinstrap'] }, u1: { min: 0 } });
    expect(chinstraps.length).toBeGreaterThan(0);
    expect(chinstraps.every(({ label, u1 }) => label === 'Chinstrap' && u1 >= 0)).toBe(true);
  });

  it('reads aggregates that agree with the records, the adjustment and the unit', async () => {
    const runId = await start({ datasetId: 'penguins', preset: 'fast' }, 'aggregates');
    expect(await start({ datasetId: 'penguins', preset: 'fast' }, 'aggregates')).toBe(runId);
    await watch(runId);
    interface Means {
      label: string | null;
      count: number;
      mean: { r: number; u1: number; u2: number; s: number };
    }
    const { run } = await client.query<{
      run: {
        status: string;
        adjustment: { offset: number; rule: string };
        information: { i1: number; i2: number; i12: number };
        diagnostics: { saturated: number; classifiers: { modality: string; accuracy: number }[] };
        raw: Means[];
        adjusted: Means[];
      };
    }>(AGGREGATE, { runId });
    const records = await pages(runId);
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    for (const group of run.raw) {
      const members = records.filter(({ label }) => label === group.label);
      expect(group.count).toBe(members.length);
      expect(group.mean.s).toBeCloseTo(mean(members.map(({ s }) => s)), 10);
    }
    expect(run.adjusted).toHaveLength(1);
    expect(run.adjusted[0]!.mean.r * Math.LN2).toBeCloseTo(
      mean(records.map(({ r }) => r)) + run.adjustment.offset,
      10,
    );
    // Reference: a cross-fitted logistic regression (scikit-learn) gives .957, .636, 1.025 nats.
    expect(Math.abs(run.information.i1 - 0.957)).toBeLessThan(0.05);
    expect(Math.abs(run.information.i2 - 0.636)).toBeLessThan(0.05);
    expect(Math.abs(run.information.i12 - 1.025)).toBeLessThan(0.05);
    expect(run.diagnostics.classifiers.map(({ modality }) => modality)).toEqual([
      'bill',
      'body',
      'bill+body',
    ]);
  });

  it('reads either decomposition: records, order, filters, groups and means go by the method', async () => {
    type Parts = Record<'r' | 'u1' | 'u2' | 's', number>;
    interface MethodData {
      run: {
        components: Parts | null;
        inBits: Parts | null;
        aggregate: { count: number; mean: Parts }[] | null;
        groups: { dominant: string; count: number; minimum: Parts }[] | null;
        interactions: {
          totalCount: number;
          edges: { cursor: string; node: PagedRecord & { dominant: string; saturated: boolean } }[];
        } | null;
      };
    }
    const runId = await start({ datasetId: 'penguins', preset: 'fast' }, 'aggregates');
    await watch(runId);
    const read = async (variables: object): Promise<MethodData['run']> =>
      (await client.query<MethodData>(BY_METHOD, { runId, ...variables })).run;

    const byEvidence = await read({ method: 'EVIDENCE' });
    const records = byEvidence.interactions!.edges.map(({ node }) => node);
    expect(records).toHaveLength(342);
    records.forEach(({ r, u1, u2, s, i1, i2, i12, dominant }, index) => {
      // The rule written another way: what both say for the label, and what both say against it.
      expect(r).toBe(
        Math.min(Math.max(i1, 0), Math.max(i2, 0)) - Math.min(Math.max(-i1, 0), Math.max(-i2, 0)),
      );
      expect(r + u1).toBeCloseTo(i1, 12);
      expect(r + u2).toBeCloseTo(i2, 12);
      expect(r + u1 + u2 + s).toBeCloseTo(i12, 12);
      expect({ R: r, U1: u1, U2: u2, S: s }[dominant]).toBe(Math.max(r, u1, u2, s));
      expect(r).toBeLessThanOrEqual(records[index - 1]?.r ?? Infinity);
    });
    for (const name of ['r', 'u1', 'u2', 's'] as const) {
      const mean = records.reduce((sum, record) => sum + record[name], 0) / records.length;
      expect(byEvidence.components![name]).toBeCloseTo(mean, 12);
      expect(byEvidence.aggregate![0]!.mean[name]).toBeCloseTo(mean, 12);
      expect(byEvidence.inBits![name] * Math.LN2).toBeCloseTo(mean, 12); // the adjustment is not evidence's
    }
    for (const { dominant, count, minimum } of byEvidence.groups!) {
      const members = records.filter((record) => record.dominant === dominant);
      expect(count).toBe(members.length);
      expect(minimum.r).toBe(Math.min(...members.map(({ r }) => r)));
    }

    const byLsmi = await read({ method: 'LSMI' });
    const { run } = await client.query<{
      run: { adjustment: { offset: number }; components: Parts; aggregate: { mean: Parts }[] };
    }>(
      `{ run(id: "${runId}") { adjustment { offset } components { r u1 u2 s } aggregate { mean { r u1 u2 s } } } }`,
    );
    expect(run.components).toEqual(byLsmi.components);
    expect(run.aggregate[0]!.mean).toEqual(byLsmi.aggregate![0]!.mean);
    expect(byLsmi.components!.r).not.toBeCloseTo(byEvidence.components!.r, 3);
    expect(byLsmi.inBits!.u1 * Math.LN2).toBeCloseTo(byLsmi.components!.u1 - run.adjustment.offset, 12);
    const saturated = (edges: { node: { sampleIndex: number; saturated: boolean } }[]): number[] =>
      edges.filter(({ node }) => node.saturated).map(({ node }) => node.sampleIndex);
    expect(new Set(saturated(byLsmi.interactions!.edges))).toEqual(
      new Set(saturated(byEvidence.interactions!.edges)),
    );

    const filter = { u1: { min: 0.2 }, dominant: { in: ['U1'] } };
    const expected = records.filter((record) => record.u1 >= 0.2 && record.dominant === 'U1');
    const filtered = await read({ method: 'EVIDENCE', filter });
    expect(filtered.interactions!.edges.map(({ node }) => node.sampleIndex)).toEqual(
      expected.map(({ sampleIndex }) => sampleIndex),
    );
    expect(filtered.interactions!.totalCount).toBe(expected.length);
    expect(filtered.aggregate![0]!.count).toBe(expected.length);

    const after = byEvidence.interactions!.edges[9]!.cursor;
    const next = await read({ method: 'EVIDENCE', after });
    expect(next.interactions!.edges[0]!.node).toEqual(records[10]);
    const { errors } = await client.send(BY_METHOD, { runId, method: 'LSMI', after });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_CURSOR', field: 'after' } }]);
    expect(errors![0]!.message).toContain('another method');
  });

  it('shows no means and no records of a run that is not complete', async () => {
    const runId = await start({ datasetId: 'penguins', preset: 'accurate' }, 'cancelled');
    await client.query(CANCEL, { runId });
    const { run } = await client.query<{ run: object }>(BY_METHOD, { runId, method: 'EVIDENCE' });
    expect(run).toEqual({
      components: null,
      inBits: null,
      aggregate: null,
      groups: null,
      interactions: null,
    });
  });

  it('is told of every mistake by a code, and of nothing inside', async () => {
    const codes = async (query: string, variables?: Record<string, unknown>): Promise<unknown[]> => {
      const { errors } = await client.send(query, variables);
      expect(JSON.stringify(errors)).not.toMatch(/SELECT|stack|node_modules|\/src\/|prisma/i);
      return errors?.map(({ extensions }) => extensions['code']) ?? [];
    };
    const runId = await start({ datasetId: 'penguins', preset: 'fast' }, 'mistakes');
    await watch(runId);
    expect(await codes('{ run(id: "nope") { id } }')).toEqual(['RUN_NOT_FOUND']);
    expect(await codes('{ run(id: "00000000-0000-0000-0000-000000000000") { id } }')).toEqual([
      'RUN_NOT_FOUND',
    ]);
    expect(await codes('{ dataset(id: "dodo") { id } }')).toEqual(['DATASET_NOT_FOUND']);
    expect(await codes(PAGE, { runId, after: 'garbage' })).toEqual(['BAD_CURSOR']);
    expect(await codes(PAGE, { runId, filter: { label: { in: ['Dodo'] } } })).toEqual(['BAD_FILTER']);
    expect(await codes(PAGE, { runId, filter: { s: { min: 2, max: 1 } } })).toEqual(['BAD_FILTER']);
    expect(await codes(PAGE, { runId, filter: { s: { min: 'x' } } })).toEqual(['BAD_USER_INPUT']);
    expect(await codes(`{ runs(first: 0) { edges { cursor } } }`)).toEqual(['BAD_PAGE_SIZE']);
    expect(await codes(`{ runs(after: "WzFd") { edges { cursor } } }`)).toEqual(['BAD_CURSOR']);
    expect(await codes('{ nothing }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('{')).toEqual(['GRAPHQL_PARSE_FAILED']);

    const { cancelRun } = await client.query<{ cancelRun: { run: null; userErrors: { code: string }[] } }>(
      CANCEL,
      { runId },
    );
    expect(cancelRun).toMatchObject({ run: null, userErrors: [{ code: 'RUN_FINISHED', field: 'runId' }] });
    const { startEstimation } = await client.query<{ startEstimation: object }>(START, {
      input: { datasetId: 'penguins', preset: 'best' },
    });
    expect(startEstimation).toMatchObject({
      run: null,
      userErrors: [{ code: 'UNKNOWN_PRESET', field: 'preset' }],
    });
  });

  it('has its bad files refused as userErrors, naming the file and no folder, and leaving nothing', async () => {
    const before = await workspace.store.prisma.dataset.count();
    for (const [input, code] of [
      [{ name: 'penguins', label: 'island' }, 'NAME_TAKEN'],
      [{ name: 'x', label: 'colour' }, 'UNKNOWN_ARRAY'],
      [{ name: 'x', dropMissing: false }, 'MISSING_VALUES'],
      [{ name: 'x', fileName: '../penguins.csv' }, 'BAD_FILE_NAME'],
      [{ name: 'x', fileName: 'penguins.npz' }, 'CORRUPT_FILE'],
      [{ name: ' ' }, 'BAD_NAME'],
    ] as const) {
      const { importDataset } = await importPenguins(input);
      expect(importDataset.dataset).toBeNull();
      expect(importDataset.userErrors).toMatchObject([{ code }]);
      expect(importDataset.userErrors[0]!.message).not.toMatch(/interlens-import|\/tmp/);
    }
    expect(await workspace.store.prisma.dataset.count()).toBe(before);
  });

  it('is refused a subscription to an unknown run, or beyond its events, by a code', async () => {
    const runId = await start({ datasetId: 'penguins', preset: 'fast' }, 'mistakes');
    for (const [variables, code] of [
      [{ runId: 'nope' }, 'RUN_NOT_FOUND'],
      [{ runId, after: 10_000 }, 'BAD_SEQUENCE'],
      [{ runId, after: -1 }, 'BAD_SEQUENCE'],
      [{ runId, after: 3_000_000_000 }, 'BAD_REQUEST'],
    ] as const) {
      const failure = await new Promise<unknown>((resolve) => {
        client.socket.subscribe(
          { query: WATCH, variables },
          {
            next: (value) => {
              resolve(value.errors);
            },
            error: resolve,
            complete: () => {
              resolve(null);
            },
          },
        );
      });
      expect(failure).toMatchObject([{ extensions: { code } }]);
    }
  });

  it('takes log-probabilities of the client’s own, and names the input that is wrong', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) => `${row},${-row},${Math.log(0.75)},${Math.log(0.25)},${row % 2}`,
    );
    const importOwn = (
      name: string,
      subject: string,
      array: string,
    ): Promise<{ importDataset: ImportPayload }> =>
      importPenguins({
        name,
        fileName: 'own.csv',
        content: Buffer.from(`a,b,p_0,p_1,y\n${rows.join('\n')}\n`).toString('base64'),
        modalities: ['a', 'b'].map((column) => ({ name: column, array: column })),
        logProbabilities: [{ subject, array }],
        label: 'y',
        split: null,
      });
    const { importDataset } = await importOwn('own', 'b+a', 'p_*');
    expect(importDataset.userErrors).toEqual([]);
    const { dataset } = await client.query<{ dataset: object }>(
      '{ dataset(id: "own") { logProbabilities { subject } } }',
    );
    expect(dataset).toEqual({ logProbabilities: [{ subject: 'a+b' }] });
    for (const [subject, array, code] of [
      ['c', 'p_*', 'BAD_SUBJECT'],
      ['a', 'a,b', 'BAD_LOG_PROBABILITIES'],
      ['a', 'q_*', 'UNKNOWN_ARRAY'],
    ] as const) {
      const { importDataset } = await importOwn('wrong', subject, array);
      expect(importDataset).toMatchObject({
        dataset: null,
        userErrors: [{ code, field: 'logProbabilities' }],
      });
      expect(importDataset.userErrors[0]!.message).not.toContain('interlens-import');
    }
  });

  it('cannot break in or out through texts, depth or infinity', async () => {
    const runId = await start({ datasetId: 'penguins', preset: 'fast' }, 'mistakes');
    const filtered = async (filter: object): Promise<unknown> => {
      const { data, errors } = await client.send(PAGE, { runId, filter });
      return (
        errors?.[0]?.extensions['code'] ??
        (data as unknown as PageData).run.interactions.edges.map(({ node }) => node.sampleIndex)
      );
    };
    expect(
      await filtered({ sampleId: { in: ['0', '\u0000', '\ud83d', `'; DROP TABLE samples; --`] } }),
    ).toEqual([0]);
    expect(await filtered({ split: { in: ['\u0000'] } })).toEqual([]);
    for (const levels of [11, 1000]) {
      let filter: object = { saturated: true };
      for (let level = 0; level < levels; level += 1) filter = { not: filter };
      expect(await filtered(filter)).toBe('BAD_FILTER');
    }
    const { errors } = await client.send(
      `{ run(id: "${runId}") { interactions(filter: { s: { min: 1e400 } }) { totalCount } } }`,
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_FILTER');
    const dataset = await client.query<{ dataset: { id: string } }>('{ dataset(id: "penguins") { id } }');
    const { importDataset } = await importPenguins({ name: dataset.dataset.id });
    expect(importDataset.userErrors).toMatchObject([{ code: 'BAD_NAME', field: 'name' }]);
  });

  it('may send a file of many megabytes, and is not sent back what it sent wrong', async () => {
    const rows = Array.from(
      { length: 400_000 },
      (_, row) => `${row % 2},${row}.25,${row}.5,class ${row % 2}`,
    );
    const content = Buffer.from(`a,b,c,label\n${rows.join('\n')}`);
    expect(content.length).toBeGreaterThan(10_000_000);
    const { importDataset } = await importPenguins({
      name: 'large',
      fileName: 'large.csv',
      content: content.toString('base64'),
      modalities: [
        { name: 'one', array: 'a' },
        { name: 'two', array: 'b,c' },
      ],
      label: 'label',
      split: null,
    });
    expect(importDataset).toMatchObject({ userErrors: [], dataset: { sampleCount: 400_000 } });
    const { errors } = await client.send(
      'mutation ($content: Base64!) { importDataset(input: { name: "x", fileName: "x.csv", content: $content, modalities: [], label: "l" }) { userErrors { code } } }',
      { content: `${'QUJD'.repeat(10_000)}!` },
    );
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    expect(JSON.stringify(errors).length).toBeLessThan(60_000);
  });

  it.each([
    ['no JSON', '{"query": ', 'application/json', 400, 'BAD_REQUEST'],
    ['a charset that is none', '{}', 'application/json; charset=latin-9', 415, 'BAD_REQUEST'],
    ['70 MB', `"${' '.repeat(70 * 2 ** 20)}"`, 'application/json', 413, 'PAYLOAD_TOO_LARGE'],
    [
      '2 MB that are no file',
      `{"query": "${'{ runs { id } } '.repeat(150_000)}"}`,
      'application/json',
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['2 MB that are no JSON', `{"query": "${' '.repeat(2 ** 21)}`, 'application/json', 400, 'BAD_REQUEST'],
    ['900 kB of brackets', '['.repeat(900_000), 'application/json', 400, 'BAD_REQUEST'],
    ['2 MB of brackets', '['.repeat(2 ** 21), 'application/json', 400, 'BAD_REQUEST'],
    [
      '2 MB of nested lists',
      `${'['.repeat(2 ** 20)}${']'.repeat(2 ** 20)}`,
      'application/json',
      413,
      'PAYLOAD_TOO_LARGE',
    ],
    ['a text for an object', `"${'a'.repeat(2 ** 21)}"`, 'application/json', 400, 'BAD_REQUEST'],
    [
      'a file for a query',
      JSON.stringify({ query: 'AAAA'.repeat(2 ** 19) }),
      'application/json',
      400,
      'BAD_REQUEST',
    ],
  ])('sends %s and is answered in JSON, without a stack', async (_, body, type, status, code) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(text).not.toMatch(/node_modules|at \w+ \(/);
  });

  it('may pack what it sends', async () => {
    const query = '{ dataset(id: "penguins") { name } }';
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ query })),
    });
    expect(await response.json()).toMatchObject({ data: { dataset: { name: 'penguins' } } });
  });

  it('finds GraphiQL at /, complete without another server', async () => {
    const page = await fetch(server.url);
    const html = await page.text();
    expect(html).toContain('GraphiQL');
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]+)"/g)) {
      expect((await fetch(server.url + path!)).status, path).toBe(200);
    }
  });

  it('cannot be a page of another site', async () => {
    const socket = (origin: string): Promise<string> =>
      new Promise((resolve) => {
        const opened = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
          origin,
        });
        opened.on('open', () => {
          opened.close();
          resolve('open');
        });
        opened.on('error', () => {
          resolve('refused');
        });
      });
    expect(await socket('https://evil.example')).toBe('refused');
    expect(await socket(server.url)).toBe('open');
    const simple = await fetch(`${server.url}/graphql?query={__typename}`, {
      headers: { 'content-type': 'text/plain' },
    });
    expect(simple.status).toBe(400); // what a form or an image could send without being asked
  });
});
