import { LIMITS } from '../access/operation-limits.js';

const number = (value: number): string => value.toLocaleString('en');

export const API_INTRODUCTION = `# The API

Everything that \`interlens serve\` answers: GraphQL at \`/graphql\` (POST, or GET for queries; subscriptions by graphql-ws at the
same path), files at \`/runs/RUN/interactions.csv\` and \`.ndjson\`. GraphiQL is at \`/\`. This page is written by \`npm run schema\`
from the descriptions in the code; do not edit it.

**Values.** Information is in nats; \`unit: BITS\` anywhere gives bits. Components are LSMI's, raw; \`method: EVIDENCE\` and
\`adjusted: true\` show them otherwise. Filters, orders and bounds mean the values as the field shows them. A value is null
where it is not finite, and \`nonFiniteReason\` says why.

**Errors.** Mutations answer what the caller can mend as \`userErrors\` (code, field, message). Everything else is in \`errors\`
with \`extensions.code\`: \`BAD_FILTER\`, \`RUN_NOT_FOUND\`, \`TOO_COSTLY\` … Messages are one sentence: what was wrong, where, and what
was expected.

**Keys.** On this machine alone none is needed. Elsewhere, or with \`--require-keys\`, send one as \`Authorization: Bearer KEY\`, or
as \`{ "authorization": "Bearer KEY" }\` in a socket's \`connection_init\`; \`interlens keys create\` makes them. A reader may query, an
operator may also import, run and follow, an admin may also delete.

**Limits.** An operation has at most ${number(LIMITS.tokens)} tokens, ${number(LIMITS.depth)} levels, ${number(LIMITS.aliases)} aliases, ${number(LIMITS.selections)} fields with its
fragments put in, the same field ${number(LIMITS.repetitions)} times in one place, and a cost of ${number(LIMITS.cost)}: one for each object it may
return, and 10 to 1,000 for each field that asks the database something of its own. \`extensions.cost\` says what it was. Pages have
at most 1,000 nodes; \`interactionColumns\` and files are for more.

**Speed.** Put what varies into variables, as the examples do: of a query whose text comes again and holds no texts, directives or keys
with underscores, code is made that answers it faster.`;

const SH = '```sh';
const TS = '```ts';
const PY = '```python';
const GQL = '```graphql';
const END = '```';

export const API_EXAMPLES = `## Examples

They run as they stand beside \`npm run demo\`, which serves a completed run.

Classes of the newest run, with curl:

${SH}
curl -s http://127.0.0.1:4000/graphql -H 'content-type: application/json' -d '{
  "query": "{ runs(first: 1) { nodes { id status aggregate(groupBy: [LABEL], adjusted: true) { label count mean { r u1 u2 s } } } } }"
}'
${END}

All its samples as a file:

${SH}
RUN=$(curl -s http://127.0.0.1:4000/graphql -H 'content-type: application/json' \\
  -d '{"query": "{ runs(first: 1) { nodes { id } } }"}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
curl -s "http://127.0.0.1:4000/runs/$RUN/interactions.csv?columns=SAMPLE_ID,LABEL,R,U1,U2,S&adjusted=true"
${END}

The most synergistic samples of each class, page by page, in TypeScript (Node 20, Deno, Bun or a browser):

${TS}
interface Page {
  nodes: { sampleId: string; label: string; s: number }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

async function ask<Data>(query: string, variables: object = {}): Promise<Data> {
  const response = await fetch('http://127.0.0.1:4000/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }: Error) => message).join('\\n'));
  return data;
}

const { runs } = await ask<{ runs: { nodes: { id: string }[] } }>('{ runs(first: 1) { nodes { id } } }');
const query = \`query ($run: ID!, $after: String) {
  run(id: $run) {
    interactions(
      first: 20, after: $after, orderBy: { field: S, direction: DESC }
      filter: { top: { by: S, percent: 5, perClass: true } }
    ) { nodes { sampleId label s } pageInfo { hasNextPage endCursor } }
  }
}\`;
let after: string | null = null;
do {
  const { run } = await ask<{ run: { interactions: Page } }>(query, { run: runs.nodes[0]?.id, after });
  for (const { sampleId, label, s } of run.interactions.nodes) console.log(sampleId, label, s);
  const { hasNextPage, endCursor }: Page['pageInfo'] = run.interactions.pageInfo;
  after = hasNextPage ? endCursor : null;
} while (after);
${END}

Columns as numpy arrays, in Python:

${PY}
import base64, json, urllib.request
import numpy as np

def ask(query, **variables):
    request = urllib.request.Request(
        "http://127.0.0.1:4000/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"content-type": "application/json"},
    )
    answer = json.load(urllib.request.urlopen(request))
    if "errors" in answer:
        raise RuntimeError(answer["errors"])
    return answer["data"]

run = ask("{ runs(first: 1) { nodes { id } } }")["runs"]["nodes"][0]["id"]
columns = ask(
    """query ($run: ID!) { run(id: $run) { interactionColumns(encoding: BASE64, adjusted: true) {
        count sampleIndex r s } } }""",
    run=run,
)["run"]["interactionColumns"]
rows = np.frombuffer(base64.b64decode(columns["sampleIndex"]), "<i4")
synergy = np.frombuffer(base64.b64decode(columns["s"]), "<f8")
print(columns["count"], rows[np.nanargmax(synergy)], np.nanmean(synergy))
${END}

Two runs of the same samples:

${GQL}
query Compare($baselineId: ID!, $runId: ID!) {
  compareRuns(baselineId: $baselineId, runId: $runId, adjusted: true) {
    count
    dominantAgreement
    components { component meanDifference standardDeviation correlation rankCorrelation }
    classes { label components { component meanDifference } }
    moved(first: 10, component: S) { sampleId label baseline { s } run { s } }
  }
}
${END}

A training's epochs as a series, and how its classes fare:

${GQL}
mutation Save($input: SaveSeriesInput!) {
  saveSeries(input: $input) { series { name } userErrors { field message } }
}
${END}

${GQL}
query Fare {
  series(name: "training") {
    interactionSeries { label points { label aggregate { count mean { r u1 u2 s } } } }
  }
}
${END}

A registered model on each kind of a run's samples, and the synergy it captures:

${GQL}
query Captures($model: ID!, $run: ID!) {
  model(id: $model) {
    accuracy
    quality(runId: $run, adjusted: true) { strata { dominant scores { count accuracy logLoss } } }
    captured(runId: $run, adjusted: true) { all { captured synergy share } classes { label captured { share } } }
  }
}
${END}

A run's progress, by any graphql-ws client; after a reconnection from the last sequence it had:

${GQL}
subscription Follow($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, afterSequence: $after) { sequence at type progress step message }
}
${END}`;
