import pg from 'pg';
import type { BenchServers } from './bench-servers.js';
import { ask, measureLoad, median, type Asked, type Load, type LoadOptions } from './measure-load.js';

/** Means and standard deviations of the four components by class, of all of a run's records. */
export async function measureAggregates(
  servers: BenchServers,
  runId: string,
  options: LoadOptions,
): Promise<Load[]> {
  const { interlens, postgraphile } = servers;
  const four = 'r u1 u2 s';
  const others = (['interactions', 'flats'] as const).map((relation): Asked => {
    const field = relation === 'flats' ? 'allFlats' : 'allInteractions';
    return {
      name: relation === 'flats' ? 'PostGraphile, flat table' : 'PostGraphile',
      url: `${postgraphile.url}/graphql`,
      body: JSON.stringify({
        query: `query Classes($run: UUID!) { all: ${field}(condition: { runId: $run }) { groupedAggregates(groupBy: [LABEL]) {
          keys distinctCount { sampleIndex } average { ${four} } stddevSample { ${four} } } } }`,
        variables: { run: runId },
      }),
    };
  });
  return measureLoad([aggregateAsked(interlens.url, runId), ...others], options);
}

/** The question to Interlens. */
export function aggregateAsked(url: string, runId: string, filter = ''): Asked {
  return {
    name: 'Interlens',
    url: `${url}/graphql`,
    body: JSON.stringify({
      query: `query Classes($run: ID!) { run(id: $run) { aggregate(groupBy: [LABEL]${filter}) {
        label count mean { r u1 u2 s } standardDeviation { r u1 u2 s } } } }`,
      variables: { run: runId },
    }),
  };
}

/** Milliseconds for one client, medians of turns. */
export interface FilteredAggregate {
  readonly interlensMs: number;
  /** The statement alone, by a client that speaks to PostgreSQL. */
  readonly statementMs: number;
}

const STATEMENT = `SELECT class_index, count(*), avg(r), avg(u1), avg(u2), avg(s),
    stddev_samp(r), stddev_samp(u1), stddev_samp(u2), stddev_samp(s)
  FROM interactions WHERE run_id = $1 AND s <= $2 GROUP BY class_index`;

/** The same of the records with a synergy of at most 1 nat: of these nothing is kept. */
export async function measureFilteredAggregate(
  { interlens }: BenchServers,
  databaseUrl: string,
  runId: string,
  rounds: number,
): Promise<FilteredAggregate> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  const question = aggregateAsked(interlens.url, runId, ', filter: { s: { max: 1 } }');
  const turns: readonly (() => Promise<unknown>)[] = [
    async () => (await ask(question)).text(),
    () => client.query({ name: 'classes', text: STATEMENT, values: [runId, 1] }),
  ];
  const times = turns.map(() => [] as number[]);
  for (let round = -2; round < rounds; round += 1) {
    for (const [at, turn] of turns.entries()) {
      const start = performance.now();
      await turn();
      if (round >= 0) times[at]!.push(performance.now() - start);
    }
  }
  await client.end();
  return { interlensMs: median(times[0]!), statementMs: median(times[1]!) };
}
