import { blocks, digits, table } from '../../validation/tables.js';
import type { Machine } from '../estimate/machine.js';
import type { FanOut, Scenario } from './measure-fan-out.js';

export interface SubscriptionResults {
  readonly machine: Machine;
  readonly results: readonly FanOut[];
}

/** docs/SUBSCRIPTIONS.md */
export function renderPage({ machine, results }: SubscriptionResults): string {
  return `${blocks('# Events to many subscribers', INTRODUCTION, made(machine), TIMES, times(results), COSTS, costs(results), GUARANTEES)}\n`;
}

const INTRODUCTION = `How long an event of a run takes from its commit to the clients that follow the run, whether all of them receive all
events, and what that costs. This page is written by \`npm run bench:subscriptions\` (about eight minutes); do not edit it.

Two processes of \`interlens serve\`, a process that appends events as a worker does (a transaction each, fsync on), and
two processes of graphql-ws clients, a socket each, share a PostgreSQL of their own. **All of it, 500 clients included,
runs on the same cores, beside whatever else the machine does**: the clients alone take as much of them as the servers.`;

const TIMES = `The *floor* is a server in Interlens's place that hears the notification and writes the same ready-made text to all of its
250 sockets: no table is read, nothing executed, nobody waited for. Milliseconds from when the writer knows of the commit to
when the client's code has the event; *from begin* counts the transaction, too; *of ten seconds* is the
median, over each ten seconds, of their 99%, which other programs' busy minutes do not move. At 200 events a second,
100,000 messages, the machine is full: the writer does not come to its rate, and Interlens, which does more for a message than the
floor, falls behind by seconds, but loses nothing. After an outage the writer appends what was due
meanwhile as fast as it can.`;

const COSTS = `*Processor*: both servers' time, milliseconds an event, to deliver it to all clients. *Memory*: each server's resident
megabytes at the start, in the middle and at the end. *Missing*, *twice*: events that a client did not receive or
received again, over all clients; *failed*: subscriptions that ended with an error. The one that stops reading is one
more on each server, asks for a thousand copies of each message, so that the system's buffers are soon full, and is
let go when it has not answered a ping for half a minute.`;

const GUARANTEES = `A subscriber holds at most 256 events and one message in its socket, however far behind it is; it then reads the table
again, batch by batch, until it has caught up. A database that cannot be reached is waited for.`;

function made({ date, cpu, cores, memoryBytes, platform, interlens, commit, node }: Machine): string {
  return (
    `Made on ${date} with Interlens ${interlens}${commit === null ? '' : ` (${commit})`}, Node ${node}, ` +
    `on ${cores} cores of ${cpu} with ${digits(memoryBytes / 2 ** 30, 0)} GB of memory, ${platform}.`
  );
}

function described({ server, subscribers, perSecond, seconds, stalled, outage }: Scenario): string {
  return [
    server === 'floor' ? '*floor*' : 'Interlens',
    `${subscribers} clients, ${perSecond}/s for ${seconds} s`,
    ...(stalled === true ? ['one a server stops reading'] : []),
    ...(outage === undefined ? [] : [`PostgreSQL stopped for ${outage} s`]),
  ].join('; ');
}

function times(results: readonly FanOut[]): string {
  return table(
    ['', 'written/s', 'median', '95%', '99%', 'of ten seconds', 'slowest', 'from begin, 99%'],
    results.map(({ scenario, writtenPerSecond, fromCommit, fromBegin, usualP99 }) => [
      described(scenario),
      ...[
        writtenPerSecond,
        fromCommit.median,
        fromCommit.p95,
        fromCommit.p99,
        usualP99,
        fromCommit.most,
        fromBegin.p99,
      ].map((value) => digits(value, 1)),
    ]),
  );
}

function costs(results: readonly FanOut[]): string {
  return table(
    ['', 'deliveries', 'missing', 'twice', 'failed', 'processor', 'memory'],
    results.map(({ scenario, deliveries, missing, gaps, duplicates, failed, processorMs, residentMb }) => [
      described(scenario),
      deliveries.toLocaleString('en'),
      ...[missing + gaps, duplicates, failed].map(String),
      digits(processorMs, 1),
      residentMb.map((server) => server.map((megabytes) => digits(megabytes, 0)).join(' → ')).join(', '),
    ]),
  );
}
