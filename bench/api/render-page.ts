import { blocks, digits, table } from '../../validation/tables.js';
import type { Machine } from '../estimate/machine.js';
import type { HostileFigures } from './hostile.js';
import type { Load } from './measure-load.js';
import type { ApiResults } from './api-results.type.js';
import type { Stream } from './streams.js';

/** docs/SERVING.md */
export function renderPage(results: ApiResults): string {
  const { machine, lists, aggregates, filteredAggregate, hostile, streams, growth } = results;
  const { interlensMs, statementMs } = filteredAggregate;
  return `${blocks(
    '# How fast answers come',
    INTRODUCTION,
    made(machine),
    '## A page of a filtered list',
    LISTS,
    loads(lists),
    '## Classes in numbers',
    AGGREGATES,
    loads(aggregates),
    `With a filter (s ≤ 1) nothing that was kept helps: ${digits(interlensMs, 1)} ms through GraphQL, ${digits(statementMs, 1)} ms for the statement alone (${digits(interlensMs / statementMs, 2)} times as long).`,
    '## All records of a run',
    STREAMS,
    streamed(streams),
    '## Larger runs',
    GROWTH,
    loads(growth),
    '## Requests that mean harm',
    hostileLines(hostile),
  )}\n`;
}

const INTRODUCTION = `Interlens beside PostGraphile 4.14.1, which makes a GraphQL server of any schema, and beside a *bare* server that does
the least: it puts the request's values into one prepared statement and sends on the JSON that PostgreSQL makes of it.
This page is written by \`npm run bench:api\` (about half an hour); do not edit it.

One PostgreSQL, the servers (a process each) and ten clients in a process of their own share the same cores. Servers are
loaded in turns; figures are medians of five turns of four seconds, after one that is not counted. All must answer with
the same records before anything is measured.`;

const LISTS = `Fifty records of four of ten classes with s ≤ 1, the largest s first, 14 fields and page info, of a run of 250,000 samples
beside three others. PostGraphile and the bare server read the same tables as Interlens, through a view that joins
samples and classes; and then a *flat* copy of it with the same index, which spares them that join.`;

const AGGREGATES = `Count, mean and standard deviation of the four components by class, of the whole run. Interlens answers from what it wrote
when the run completed.`;

const STREAMS = `Three columns of a run of 1,000,000 samples to one client, in rows a second. Resident memory in megabytes: of a
server that has answered nothing yet, and the most while it answered. A client on the same cores reads everything.`;

const GROWTH = `The same list and the same aggregate of a run of a million and of one of ten million.`;

function made({ date, cpu, cores, memoryBytes, platform, interlens, commit, node }: Machine): string {
  return (
    `Made on ${date} with Interlens ${interlens}${commit === null ? '' : ` (${commit})`}, Node ${node}, ` +
    `on ${cores} cores of ${cpu} with ${digits(memoryBytes / 2 ** 30, 0)} GB of memory, ${platform}.`
  );
}

function loads(rows: readonly Load[]): string {
  const own = rows[0]!;
  return table(
    ['', 'requests/s', 'first’s are so many times that', 'median ms', '99% ms', 'failed'],
    rows.map(({ name, requestsPerSecond, p50Ms, p99Ms, failures }) => [
      name,
      digits(requestsPerSecond, 0),
      digits(own.requestsPerSecond / requestsPerSecond, 2),
      digits(p50Ms, 1),
      digits(p99Ms, 1),
      String(failures),
    ]),
  );
}

function hostileLines({ requests, slowest, busiest, medianMs }: HostileFigures): string {
  const worst = slowest.map(({ name, milliseconds }) => `${name} (${digits(milliseconds, 0)})`);
  const busy = busiest.map(({ name, processorMs }) => `${name} (${digits(processorMs, 0)})`);
  return (
    `${requests} requests, deep, wide, forged or broken, each of which is refused or bounded (test/server/hostile.test.ts): ` +
    `median ${digits(medianMs, 1)} ms from sending to the whole answer. The slowest, in ms: ${worst.join(', ')}. ` +
    `Those that kept the server busiest, in ms of its processor time: ${busy.join(', ')}.`
  );
}

function streamed(streams: readonly Stream[]): string {
  return table(
    ['', 'rows/s', 'MB', 'memory before', 'most'],
    streams.map(({ name, rowsPerSecond, megabytes, residentMb }) => [
      name,
      Math.round(rowsPerSecond).toLocaleString('en'),
      digits(megabytes, 0),
      digits(residentMb.before, 0),
      digits(residentMb.most, 0),
    ]),
  );
}
