/** A request that means harm, as it is sent to /graphql. */
export interface HostileRequest {
  readonly name: string;
  readonly method?: 'GET' | 'POST';
  /** Below /graphql. */
  readonly search?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly contentType?: string;
}

/** What injections are put into: each place takes a text of the client's. */
const PLACES: Readonly<Record<string, string>> = {
  'a run’s id': 'query ($text: String!) { run(id: $text) { id } }',
  'a dataset’s id': 'query ($text: String!) { dataset(id: $text) { id } }',
  'the cursor of runs': 'query ($text: String!) { runs(after: $text) { nodes { id } } }',
  'the name of a series': 'query ($text: String!) { series(name: $text) { name } }',
  'the cursor of series': 'query ($text: String!) { allSeries(after: $text) { nodes { name } } }',
  'a run to compare': 'query ($text: ID!) { compareRuns(baselineId: $text, runId: $text) { count } }',
  'a sample’s id':
    'query ($run: ID!, $text: String!) { run(id: $run) { interactions(filter: { sampleId: { in: [$text] } }) { nodes { r } } } }',
  'a label':
    'query ($run: ID!, $text: String!) { run(id: $run) { aggregate(filter: { label: { in: [$text] } }) { count } } }',
  'a split':
    'query ($run: ID!, $text: String!) { run(id: $run) { interactionColumns(filter: { split: { in: [$text] } }) { count } } }',
  'the cursor after':
    'query ($run: ID!, $text: String!) { run(id: $run) { interactions(first: 5, after: $text) { nodes { r } } } }',
  'the cursor before':
    'query ($run: ID!, $text: String!) { run(id: $run) { interactions(last: 5, before: $text) { nodes { r } } } }',
  'the cursor of columns':
    'query ($run: ID!, $text: String!) { run(id: $run) { interactionColumns(after: $text) { count r } } }',
  'an order that is none':
    'query ($run: ID!, $text: InteractionOrderField!) { run(id: $run) { interactions(orderBy: { field: $text }) { nodes { r } } } }',
  'a run to cancel': 'mutation ($text: ID!) { cancelRun(runId: $text) { userErrors { code message } } }',
  'a name to delete':
    'mutation ($text: String!) { deleteSeries(name: $text) { userErrors { code message } } }',
  'a name of a dataset':
    'mutation ($text: String!) { saveSeries(input: { name: $text, runs: [] }) { userErrors { code message } } }',
  'a subset’s id or name': 'query ($text: ID!) { subset(id: $text) { id } }',
  'a dataset whose subsets': 'query ($text: ID!) { subsets(dataset: $text) { nodes { id } } }',
  'the cursor of subsets': 'query ($text: String!) { subsets(after: $text) { nodes { id } } }',
  'a subset to filter by':
    'query ($run: ID!, $text: ID!) { run(id: $run) { interactions(filter: { subset: { in: [$text] } }) { nodes { r } } } }',
  'subsets to join':
    'mutation ($text: ID!) { saveSubset(input: { name: "x", union: [$text, $text] }) { userErrors { code message } } }',
  'the name of a subset to be':
    'mutation ($text: String!, $id: ID! = "x") { saveSubset(input: { name: $text, selection: { runId: $id } }) { userErrors { code message } } }',
  'a subset to delete': 'mutation ($text: ID!) { deleteSubset(id: $text) { userErrors { code message } } }',
  'a routing’s id or name': 'query ($text: ID!) { routing(id: $text) { id } }',
  'a run to route by':
    'mutation ($text: ID!) { saveRouting(input: { name: "x", runId: $text }) { userErrors { code message } } }',
  'a model’s id or name': 'query ($text: ID!) { model(id: $text) { id } }',
  'the dataset of a model':
    'mutation ($text: ID!) { registerModel(input: { dataset: $text, name: "x", fileName: "x.npz", content: "UEsDBA==" }) { userErrors { code message } } }',
  'an ensemble’s id or name': 'query ($text: ID!) { ensemble(id: $text) { id } }',
  'models to select from':
    'mutation ($text: ID!) { selectEnsemble(input: { name: "x", models: [$text, $text] }) { userErrors { code message } } }',
};

const INJECTIONS: readonly string[] = [
  `'; DROP TABLE interactions; --`,
  `" OR "1"="1`,
  `') UNION SELECT hash FROM api_keys --`,
  `$1; SELECT pg_sleep(10)`,
  `\\'; COPY interactions TO PROGRAM 'id'; --`,
  `%_%' ESCAPE '`,
  '\u0000',
  '\ud800',
  '${7*7}{{7*7}}<%= 7*7 %>',
  '../../../../etc/passwd',
  '__proto__',
  'a'.repeat(100_000),
];

/** Cursors nobody gave out. */
const FORGED: readonly unknown[] = [
  null,
  [],
  {},
  'text',
  [null, null],
  ['x'.repeat(1000), 'lsmi', 's', true, 0, 0],
  [{ toString: 'x' }, 'lsmi', 's', true, 0, 0],
  ['RUN', 'lsmi', 's; DROP TABLE interactions', true, 0, 0],
  ['RUN', 'lsmi', 'constructor', true, 0, 0],
  ['RUN', 'lsmi', 'sampleIndex', false, null, 1e300],
  ['RUN', 'lsmi', 'sampleIndex', false, null, -1],
  ['RUN', 'lsmi', 'sampleIndex', false, 'NaN', 0],
  ['2025-01-31T12:00:00.000Z', `' OR 1=1`],
  ['not a date', '00000000-0000-0000-0000-000000000000'],
];

/** Bytes that are no UTF-8, within a document that would be one. */
const BAD_BYTES: Readonly<Record<string, readonly number[]>> = {
  'a lone continuation': [0x80],
  'a byte that never occurs': [0xff],
  'a sequence that breaks off': [0xe2, 0x82],
  'an overlong slash': [0xc0, 0xaf],
  'an overlong NUL': [0xc0, 0x80],
  'half a surrogate pair': [0xed, 0xa0, 0x80],
  'beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
  'five bytes for one': [0xf8, 0x88, 0x80, 0x80, 0x80],
};

/** At least 200 requests: each must be refused or bounded. */
export function hostileRequests(runId: string): HostileRequest[] {
  const asks = (name: string, query: string, more: object = {}): HostileRequest => ({
    name,
    body: JSON.stringify({ query, ...more }),
  });
  const times = (count: number, of: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => of(index)).join(' ');
  const interactions = (args: string, selection = 'nodes { r }'): string =>
    `{ run(id: "${runId}") { interactions(${args}) { ${selection} } } }`;

  const requests: HostileRequest[] = [];
  for (const [place, query] of Object.entries(PLACES)) {
    for (const [index, text] of INJECTIONS.entries()) {
      requests.push(asks(`injection ${index} in ${place}`, query, { variables: { run: runId, text } }));
    }
  }
  for (const [index, content] of FORGED.entries()) {
    const text = Buffer.from(JSON.stringify(content).replace('RUN', runId)).toString('base64url');
    for (const place of ['the cursor after', 'the cursor of runs', 'the cursor of subsets']) {
      requests.push(asks(`forged cursor ${index} in ${place}`, PLACES[place]!, { variables: { run: runId, text } })); // prettier-ignore
    }
  }
  for (const [name, bytes] of Object.entries(BAD_BYTES)) {
    const [before, after] = ['{"query":"{ runs { nodes { id } } } #', '"}'].map((text) => Buffer.from(text));
    requests.push({ name, body: new Uint8Array([...before!, ...bytes, ...after!]) });
  }
  for (const levels of [8, 20, 100, 1_000, 10_000]) {
    requests.push(
      asks(`${levels} levels of runs and datasets`, `{ runs { nodes { ${times(levels, () => 'dataset { runs { nodes {')} id ${times(levels, () => '} } }')} } } }`), // prettier-ignore
      asks(`${levels} levels of __schema`, `{ __schema { types { ${times(levels, () => 'ofType { fields { type {')} name ${times(levels, () => '} } }')} } } }`), // prettier-ignore
      asks(`${levels} brackets`, '{'.repeat(levels)),
      asks(`a list ${levels} levels deep`, `{ run(id: ${'['.repeat(levels)}${']'.repeat(levels)}) { id } }`),
      asks(`a filter ${levels} levels deep`, interactions(`filter: ${times(levels, () => '{ not:')} {} ${'}'.repeat(levels)}`)), // prettier-ignore
      {
        name: `variables ${levels} levels deep`,
        body: `{"query":"query ($text: ID!) { run(id: $text) { id } }","variables":{"text":${'['.repeat(levels)}${']'.repeat(levels)}}}`,
      },
    );
  }
  for (const count of [101, 1_000, 20_000]) {
    requests.push(
      asks(`${count} aliases`, `{ ${times(count, (index) => `a${index}: runs { nodes { id } }`)} }`),
      asks(`${count} fields`, `{ runs { nodes { ${times(count, () => 'id')} } } }`),
      asks(`${count} fields that are none`, `{ ${times(count, (index) => `field${index}`)} }`),
      asks(`${count} directives`, `{ runs ${times(count, () => '@include(if: true)')} { nodes { id } } }`),
      asks(
        `${count} directives that are none`,
        `{ runs ${times(count, (index) => `@d${index}`)} { nodes { id } } }`,
      ),
      asks(`${count} fragments`, `{ ...f0 } ${times(count, (index) => `fragment f${index} on Query { ...f${index + 1} }`)}`), // prettier-ignore
      asks(`${count} fragments in a circle`, `{ ...f0 } ${times(count, (index) => `fragment f${index} on Query { ...f${(index + 1) % count} }`)}`), // prettier-ignore
      asks(`${count} operations`, times(count, (index) => `query q${index} { runs { nodes { id } } }`), { operationName: 'q1' }), // prettier-ignore
      asks(
        `${count} variables`,
        `query (${times(count, (index) => `$v${index}: Int`)}) { runs { nodes { id } } }`,
      ),
      asks(
        `${count} conditions`,
        interactions(`filter: { or: [${times(count, () => '{ saturated: true }')}] }`),
      ),
      asks(`${count} ids`, PLACES['a sample’s id']!.replace('$text: String!', '$text: [String!]!').replace('[$text]', '$text'), { variables: { run: runId, text: Array.from({ length: count }, (_, index) => `s${index}`) } }), // prettier-ignore
      { name: `${count} operations at once`, body: JSON.stringify(Array.from({ length: count }, () => ({ query: '{ runs { nodes { id } } }' }))) }, // prettier-ignore
    );
  }
  requests.push(
    asks('a fragment within itself', '{ ...a } fragment a on Query { ...a }'),
    asks(
      'two fragments within each other',
      '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
    ),
    asks('fragments that double', `{ ...f0 } ${times(30, (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`)} fragment f30 on Query { runs { nodes { id } } }`), // prettier-ignore
    asks('fields that conflict', `{ ${times(300, (index) => `a: run(id: "${index}") { a: id }`)} }`),
    asks('a page of 2³¹', interactions('first: 2147483647')),
    asks('a page below none', interactions('first: -1')),
    asks('both pages', interactions('first: 5, last: 5')),
    asks('everything of every run', `{ runs(first: 1000) { nodes { interactions(first: 1000) { nodes { r u1 u2 s } } } } }`), // prettier-ignore
    asks('many statistics', `{ run(id: "${runId}") { ${times(90, (index) => `a${index}: quantiles(component: S, probabilities: [0.5], filter: { sampleIndex: { min: ${index} } }) { values }`)} } }`), // prettier-ignore
    asks('six tops', interactions(`filter: { and: [${times(6, () => '{ top: { by: S, count: 5 } }')}] }`)),
    asks('a histogram of too many bins', `{ run(id: "${runId}") { histogram(component: S, bins: 2147483647) { counts } } }`), // prettier-ignore
    asks('a bound beyond numbers', interactions('filter: { s: { max: 1e999 } }')),
    asks('a bound that is none', 'query ($run: ID!, $most: Float!) { run(id: $run) { interactions(filter: { s: { max: $most } }) { nodes { r } } } }', { variables: { run: runId, most: 'NaN' } }), // prettier-ignore
    asks('600 subsets to join', `mutation { saveSubset(input: { name: "x", union: [${times(600, (index) => `"s${index}"`)}] }) { userErrors { code } } }`), // prettier-ignore
    asks('an ensemble of as many rounds as there are numbers', 'mutation { selectEnsemble(input: { name: "x", models: ["a", "b"], rounds: 2147483647, folds: 2147483647 }) { userErrors { code } } }'), // prettier-ignore
    asks('a partition of too many parts', `mutation { savePartition(input: { name: "x", runId: "${runId}", by: R, parts: 2147483647 }) { userErrors { code } } }`), // prettier-ignore
    asks('nothing', ''),
    asks('a text that is no document', 'SELECT * FROM interactions'),
    asks('a name of 100,000 letters', `{ ${'a'.repeat(100_000)} }`),
    asks('a block string of 500,000 letters', `{ run(id: """${'a'.repeat(500_000)}""") { id } }`),
    asks('500,000 commas', `{ runs { ${','.repeat(500_000)} nodes { id } } }`),
    asks('a comment of 500,000 letters', `{ runs { nodes { id } } } #${'a'.repeat(500_000)}`),
    asks('20,000 tokens', `{ runs { nodes { id } } } ${'( ) '.repeat(10_000)}`),
    asks('a subscription', `subscription { runEvents(runId: "${runId}") { sequence } }`),
    asks('an operation that is not there', 'query a { runs { nodes { id } } }', { operationName: 'b' }),
    asks('a query that is no text', '', { query: { toString: 'x' } }),
    asks('an operation’s name that is no text', '{ runs { nodes { id } } }', { operationName: ['x'] }),
    asks('variables that are a list', 'query ($text: ID!) { run(id: $text) { id } }', { variables: ['x'] }),
    asks('variables that are a text', 'query ($text: ID!) { run(id: $text) { id } }', {
      variables: '{"text":',
    }),
    asks('extensions that are none', '{ runs { nodes { id } } }', { extensions: 'x' }),
    asks('a persisted query that is not there', '', { query: undefined, extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }), // prettier-ignore
    { name: 'keys of every object', body: `{"query":"{ runs { nodes { id } } }","__proto__":{"query":"x"},"constructor":{"prototype":{"x":1}}}` }, // prettier-ignore
    { name: 'variables named as keys of every object', body: `{"query":"query ($__proto__: ID!) { run(id: $__proto__) { id } }","variables":{"__proto__":"x"}}` }, // prettier-ignore
    { name: 'a number', body: '7' },
    { name: 'null', body: 'null' },
    { name: 'no JSON', body: '{"query":' },
    { name: 'no body', body: '' },
    { name: '900,000 brackets', body: '['.repeat(900_000) },
    {
      name: '2 MB of text',
      body: JSON.stringify({ query: `{ runs { nodes { id } } } #${'a'.repeat(2 ** 21)}` }),
    },
    {
      name: 'a form',
      body: 'query=%7Bruns%7Bnodes%7Bid%7D%7D%7D',
      contentType: 'application/x-www-form-urlencoded',
    },
    { name: 'plain text, as pages elsewhere may send it', body: '{"query":"mutation { deleteSeries(name: \\"x\\") { deletedName } }"}', contentType: 'text/plain' }, // prettier-ignore
    { name: 'a mutation in an address', method: 'GET', search: `?query=${encodeURIComponent('mutation { deleteSeries(name: "x") { deletedName } }')}` }, // prettier-ignore
    {
      name: 'an address with the query twice',
      method: 'GET',
      search: '?query=%7Bruns%7Bnodes%7Bid%7D%7D%7D&query=x',
    },
    { name: 'variables in an address that are no JSON', method: 'GET', search: '?query=%7Bruns%7Bnodes%7Bid%7D%7D%7D&variables=%7B' }, // prettier-ignore
    { name: 'an address that is no UTF-8', method: 'GET', search: '?query=%ff%fe' },
  );
  return requests;
}

/** What no answer may hold: statements, tables, files and stacks of the server's. */
export const LEAK =
  /node_modules|\.[jt]s:\d|\n\s+at |prisma|"stacktrace"|relation "|column "|syntax error at or near|invalid input syntax|duplicate key|SQLSTATE|sample_index|run_id|class_index/i;
