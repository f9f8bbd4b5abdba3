import type { BenchServers } from './bench-servers.js';
import { ask, measureLoad, type Asked, type Load, type LoadOptions } from './measure-load.js';

/** The 14 fields of a record that are asked for. */
const FIELDS = 'sampleId sampleIndex label split r u1 u2 s i1 i2 i12 h1 h2 dominant';
const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const LABELS = ['c2', 'c3', 'c5', 'c7'];
const MOST = 1;

/** Fifty records of four classes with a synergy of at most 1 nat, the most synergistic first. */
export async function measureLists(
  servers: BenchServers,
  runId: string,
  options: LoadOptions,
): Promise<Load[]> {
  const asked = listsAsked(servers, runId);
  await checkAlike(asked);
  return measureLoad(asked, options);
}

/** The question to Interlens. */
export function listAsked(url: string, runId: string): Asked {
  return {
    name: 'Interlens',
    url: `${url}/graphql`,
    body: JSON.stringify({
      query: `query List($run: ID!, $labels: [String!]!, $most: Float!) { run(id: $run) { interactions(
        first: 50, filter: { label: { in: $labels }, s: { max: $most } }, orderBy: { field: S, direction: DESC }
      ) { nodes { ${FIELDS} } ${PAGE_INFO} } } }`,
      variables: { run: runId, labels: LABELS, most: MOST },
    }),
  };
}

/** The question as each server has it. */
function listsAsked({ interlens, postgraphile, bare }: BenchServers, runId: string): Asked[] {
  const variables = { run: runId, labels: LABELS, most: MOST };
  return [
    listAsked(interlens.url, runId),
    ...(['interactions', 'flats'] as const).flatMap((relation) => {
      const suffix = relation === 'flats' ? ', flat table' : '';
      const field = relation === 'flats' ? 'allFlats' : 'allInteractions';
      return [
        {
          name: `PostGraphile${suffix}`,
          url: `${postgraphile.url}/graphql`,
          body: JSON.stringify({
            query: `query List($run: UUID!, $labels: [String!]!, $most: Float!) { list: ${field}(
              first: 50, condition: { runId: $run }, filter: { label: { in: $labels }, s: { lessThanOrEqualTo: $most } }, orderBy: S_DESC
            ) { nodes { ${FIELDS} } ${PAGE_INFO} } }`,
            variables,
          }),
        },
        { name: `bare Node${suffix}`, url: `${bare.url}/${relation}`, body: JSON.stringify(variables) },
      ];
    }),
  ];
}

/** @throws Error unless all answer with the same records: what is compared must be the same work */
async function checkAlike(asked: readonly Asked[]): Promise<void> {
  const texts = await Promise.all(
    asked.map(async (one) => JSON.stringify(nodesOf(await (await ask(one)).json()))),
  );
  const other = texts.findIndex((text) => text !== texts[0]);
  if (other !== -1) {
    throw new Error(
      `${asked[other]!.name} answers otherwise:\n${texts[0]!.slice(0, 500)}\n${texts[other]!.slice(0, 500)}`,
    );
  }
}

interface ListAnswer {
  readonly data: { readonly run?: { readonly interactions: Page }; readonly list?: Page };
}
interface Page {
  readonly nodes: unknown;
}

function nodesOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer;
  const { data } = answer as ListAnswer;
  return (data.run?.interactions ?? data.list)?.nodes;
}
