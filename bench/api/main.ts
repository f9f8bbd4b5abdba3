import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore, type Store } from '../../src/store/open-store.js';
import { openRestartablePostgres } from '../restartable-postgres.js';
import { thisMachine } from '../estimate/machine.js';
import { measureAggregates, measureFilteredAggregate } from './aggregates.js';
import { closeServers, openServers, type BenchServers } from './bench-servers.js';
import { insertDataset, insertRun, prepareForOthers } from './fill.js';
import { measureGrowth } from './growth.js';
import { measureHostile } from './hostile.js';
import { measureLists } from './lists.js';
import type { LoadOptions } from './measure-load.js';
import type { ApiResults } from './api-results.type.js';
import { keepResults } from './results.js';
import { measureStreams } from './streams.js';

/**
 * `npm run bench:api -- [--tiny] [lists aggregates hostile streams growth]`: how fast answers come, beside PostGraphile and a server
 * that does the least. At full size the figures are kept in bench/results/api.json, from which docs/SERVING.md is written.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tiny: { type: 'boolean', default: false } },
});
const SIZES = values.tiny
  ? { run: 2_000, large: 5_000, huge: 20_000, seconds: 1, rounds: 1 }
  : { run: 250_000, large: 1_000_000, huge: 10_000_000, seconds: 4, rounds: 5 };
const RUNS = 4;
const SECTIONS = ['lists', 'aggregates', 'hostile', 'streams', 'growth'] as const;
const unknown = positionals.find((name) => !SECTIONS.includes(name as (typeof SECTIONS)[number]));
if (unknown !== undefined)
  throw new Error(`there is no section "${unknown}": expected ${SECTIONS.join(', ')}`);
const has = (name: (typeof SECTIONS)[number]): boolean =>
  positionals.length === 0 || positionals.includes(name);

const home = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
chmodSync(home, 0o755); // run by root, the database server has another account
const postgres = await openRestartablePostgres(home);
const store = openStore(postgres.url);
try {
  const results = await measureAll(store);
  process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
  if (!values.tiny) keepResults({ machine: thisMachine(), ...results });
} finally {
  await store.close();
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}

async function measureAll(into: Store): Promise<Omit<ApiResults, 'machine'>> {
  const { run, large, huge, seconds, rounds } = SIZES;
  const load: LoadOptions = { clients: 10, seconds, rounds };
  const fill = async (samples: number, runs: number): Promise<string[]> => {
    say(`${runs} runs of ${samples} samples …`);
    const datasetId = await insertDataset(into, samples);
    const ids: string[] = [];
    for (let seed = 1; seed <= runs; seed += 1)
      ids.push((await insertRun(into, datasetId, samples, seed)).id);
    return ids;
  };

  const results: Partial<Record<keyof ApiResults, unknown>> = {};
  if (has('lists') || has('aggregates') || has('hostile')) {
    const [, runId] = await fill(run, RUNS);
    await prepareForOthers(into);
    await withServers(async (servers) => {
      if (has('lists')) results.lists = await measureLists(servers, runId!, load);
      if (has('aggregates')) {
        results.aggregates = await measureAggregates(servers, runId!, load);
        results.filteredAggregate = await measureFilteredAggregate(servers, postgres.url, runId!, 5 * rounds);
      }
      if (has('hostile')) results.hostile = await measureHostile(servers.interlens, runId!);
    });
  }
  if (has('streams') || has('growth')) {
    const [runId] = await fill(large, 1);
    await into.pool.query('VACUUM ANALYZE');
    if (has('streams')) {
      say('streams …');
      results.streams = await measureStreams(postgres.url, home, runId!, large, rounds);
    }
    if (has('growth')) {
      const [hugeId] = await fill(huge, 1);
      await into.pool.query('VACUUM ANALYZE');
      await withServers(async (servers) => {
        const runs = [
          { id: runId!, samples: large },
          { id: hugeId!, samples: huge },
        ];
        results.growth = await measureGrowth(servers, runs, load);
      });
    }
  }
  return results as Omit<ApiResults, 'machine'>;
}

async function withServers(measure: (servers: BenchServers) => Promise<void>): Promise<void> {
  say('lists and aggregates …');
  const servers = await openServers(postgres.url, home);
  try {
    await measure(servers);
  } finally {
    await closeServers(servers);
  }
}

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}
