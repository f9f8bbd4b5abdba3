import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'graphql';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { isCompilable } from '../../src/server/is-compilable.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset } from '../support/test-workspace.js';

const ROWS = 30;
/** What graphql-jit takes for the beginning of a date in the code it makes. */
const MARK = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d';
const F = 'fragment F on EstimationRun { status }';

/** Documents that compiled code answers otherwise than graphql-js. */
const DELICATE: Record<string, string> = {
  'a fragment with a condition in one place': `query ($run: ID!, $x: Boolean!) { a: run(id: $run) { ...F @include(if: $x) } b: run(id: $run) { ...F } } ${F}`,
  'a fragment with and without a condition': `query ($run: ID!, $x: Boolean!) { run(id: $run) { ...F @include(if: $x) ...F } } ${F}`,
  'a field with and without a condition':
    'query ($run: ID!, $x: Boolean!) { run(id: $run) { interactions(first: 2) @include(if: $x) { nodes { r } } interactions(first: 2) { nodes { s } } } }',
  'a key that looks like a path':
    'query ($run: ID!) { run(id: $run) { interactions(first: 1) { totalCount nodes { r } } } interactions_run: run(id: $run) { id } }',
  'a key that is no key': 'query ($run: ID!) { __proto__: run(id: $run) { __proto__: status } }',
  'a text': '{ series(name: "there is none") { name } }',
  'more keys than a function takes arguments': `query ($run: ID!) { run(id: $run) { interactions(first: 3) { nodes { ${Array.from({ length: 99 }, (_, index) => `a${String(index)}: ${['r', 'sampleId', 'label', 'dominant'][index % 4]!}`).join(' ')} } } } }`,
};

describe('queries that come again', () => {
  let opened: TestServer;
  let runId: string;

  beforeAll(async () => {
    opened = await openTestServer();
    const dataset = await importSmallDataset(opened.workspace, 'small', ROWS);
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, (_, row) => row / 10);
    runId = (
      await insertCompletedRun(opened.workspace.store, dataset.id, {
        columns: decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }),
        classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
        foldOf: new Int32Array(ROWS),
        spread: null,
      })
    ).id;
  });
  afterAll(() => opened.close());

  const post = async (request: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${opened.server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const { data, errors } = (await answer.json()) as Record<string, unknown>;
    return { data, errors };
  };

  it.each(Object.keys(DELICATE))('are answered as the first time: %s', async (name) => {
    for (const x of [false, true]) {
      const request = { query: DELICATE[name], variables: { run: runId, x } };
      const alone = { ...request, query: `${DELICATE[name]!} # ${String(x)}` }; // another document: never compiled
      const expected = await post(alone);
      for (let time = 0; time < 4; time += 1) expect(await post(request)).toEqual(expected);
    }
  });

  it('never become code themselves', async () => {
    const global = globalThis as { broken?: number };
    const text = `${MARK}globalThis.broken=1`;
    const escaped = text.replaceAll('_', '\\u005f');
    for (const query of [
      `{ series(name: "${text}") { name } }`,
      `{ series(name: "${escaped}") { name } }`,
      `{ series(name: """${text}""") { name } }`,
      `query ($name: String! = "${text}") { series(name: $name) { name } }`,
      `{ run(id: "${runId}") { interactions(filter: { label: { in: ["${text}"] } }) { nodes { r } } } }`,
    ]) {
      for (let time = 0; time < 4; time += 1) await post({ query });
      expect(isCompilable(parse(query)), query).toBe(false);
    }
    expect(global.broken).toBeUndefined();
  });

  it('are those that a dashboard asks, and no others', () => {
    const list =
      'query ($run: ID!, $labels: [String!]) { run(id: $run) { interactions(first: 50, filter: { label: { in: $labels } }) { nodes { ...N } pageInfo { endCursor } } } } fragment N on Interaction { sampleId s }';
    expect(isCompilable(parse(list))).toBe(true);
    for (const other of [
      `query A { runs { nodes { id } } } query B { runs { nodes { id } } }`,
      'mutation { x }',
    ])
      expect(isCompilable(parse(other))).toBe(false);
  });

  it('say the same of an operation that is not there, each time', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { errors } = await post({ query: 'query A { __typename }', operationName: 'B' });
      expect(errors).toMatchObject([{ message: 'Unknown operation named "B".' }]);
    }
  });

  it('are answered as the first time where code was made of them', async () => {
    const query =
      'query ($run: ID!) { run(id: $run) { id status dataset { name classes { label count } } aggregate(groupBy: [LABEL]) { label count mean { r u1 u2 s } } } }';
    const answers = [];
    for (let time = 0; time < 3; time += 1) answers.push(await post({ query, variables: { run: runId } }));
    expect(answers[2]).toEqual(answers[0]);
  });
});
