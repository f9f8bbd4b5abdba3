import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../src/estimation/quantile.js';
import { openStore } from '../../src/store/open-store.js';
import type { AppendTask, AppendTimes } from './append-process.js';
import { insertBenchRun } from './insert-bench-run.js';
import type { RestartablePostgres } from '../restartable-postgres.js';
import { openInterlens, openServer, programOf, type ServerProcess } from '../server-processes.js';
import type { WatchReport, WatchTask } from './watch-process.js';

export interface Scenario {
  readonly name: string;
  readonly server: 'interlens' | 'floor';
  readonly subscribers: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** One more subscriber a server stops reading its socket. */
  readonly stalled?: boolean;
  /** Seconds that PostgreSQL is stopped for after a third of the time. */
  readonly outage?: number;
}

/** Milliseconds. */
export interface Latencies {
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

export interface FanOut {
  readonly scenario: Scenario;
  readonly events: number;
  readonly deliveries: number;
  /** Events a second that the writer came to. */
  readonly writtenPerSecond: number;
  /** From when the writer knew of the commit, and from when it began the transaction, to the client. */
  readonly fromCommit: Latencies;
  readonly fromBegin: Latencies;
  /** 99% of the times from commit in each ten seconds: the median of them, which a busy minute elsewhere does not move. */
  readonly usualP99: number;
  readonly missing: number;
  readonly gaps: number;
  readonly duplicates: number;
  readonly failed: number;
  /** Of each server process at the start, in the middle and at the end, MB. */
  readonly residentMb: readonly (readonly (number | null)[])[];
  /** Processor time of both servers together, milliseconds an event; null where the system does not say. */
  readonly processorMs: number | null;
}

const CLIENT_PROCESSES = 2;
/** Events left out of the times: what is slow only at first. */
const WARM_UP = 20;
const WINDOW_MS = 10_000;

export async function measureFanOut(
  postgres: RestartablePostgres,
  scenario: Scenario,
  home: string,
): Promise<FanOut> {
  const store = openStore(postgres.url, 1);
  const runId = await insertBenchRun(store);
  await store.close();
  const open = () =>
    scenario.server === 'floor'
      ? openServer(programOf('subscriptions/floor-process'), postgres.url)
      : openInterlens(postgres.url, home);
  const servers = [await open(), await open()];
  try {
    const count = Math.round(scenario.perSecond * scenario.seconds);
    const task: WatchTask = {
      urls: servers.map(({ url }) => url),
      runId,
      clients: scenario.subscribers / CLIENT_PROCESSES,
      events: count + 1,
      stalled: false,
    };
    const watches = await Promise.all(
      Array.from({ length: CLIENT_PROCESSES }, (_, index) =>
        startProcess('watch-process', { ...task, stalled: scenario.stalled === true && index === 0 }),
      ),
    );
    for (const watch of watches) if (await answerOf<string>(watch) !== 'ready') throw new Error('no clients'); // prettier-ignore
    const residentMb = servers.map((server) => [server.residentMb()]);
    const lookAtMemory = (): void =>
      servers.forEach((server, index) => residentMb[index]!.push(server.residentMb()));
    const processorBefore = processorMs(servers);
    const middle = setTimeout(lookAtMemory, (1000 * scenario.seconds) / 2);
    const writer = await startProcess('append-process', {
      ...{ url: postgres.url, runId, count, perSecond: scenario.perSecond },
    } satisfies AppendTask);
    const writing = answerOf<AppendTimes>(writer);
    if (scenario.outage !== undefined) await interrupt(postgres, scenario);
    const times = await writing;
    clearTimeout(middle);
    lookAtMemory();
    const reports = watches.map((watch) => {
      watch.send(count + 1);
      return answerOf<WatchReport>(watch);
    });
    const judged = judge(times, await Promise.all(reports), count);
    const spent = processorMs(servers);
    return {
      scenario,
      ...judged,
      residentMb,
      processorMs: spent === null || processorBefore === null ? null : (spent - processorBefore) / count,
    };
  } finally {
    for (const server of servers) await server.close();
  }
}

function processorMs(servers: readonly ServerProcess[]): number | null {
  const times = servers.map((server) => server.processorMs());
  return times.reduce((sum, time) => (sum === null || time === null ? null : sum + time), 0);
}

async function interrupt(postgres: RestartablePostgres, { seconds, outage }: Scenario): Promise<void> {
  await sleep((1000 * seconds) / 3);
  await postgres.stop();
  await sleep(1000 * outage!);
  await postgres.start();
}

async function startProcess(name: string, task: object): Promise<ChildProcess> {
  const child = fork(programOf(`subscriptions/${name}`), { serialization: 'advanced' });
  await once(child, 'spawn');
  child.send(task);
  return child;
}

async function answerOf<Answer>(child: ChildProcess): Promise<Answer> {
  return ((await once(child, 'message')) as [Answer])[0];
}

/** The run's events are numbered from 1, which was there before; the writer's from 2 in the order of its times. */
function judge(
  { begun, committed }: AppendTimes,
  reports: readonly WatchReport[],
  count: number,
): Omit<FanOut, 'scenario' | 'residentMb' | 'processorMs'> {
  const fromCommit: number[] = [];
  const fromBegin: number[] = [];
  const windows: number[][] = [];
  let missing = 0;
  let deliveries = 0;
  for (const { received } of reports) {
    received.forEach((time, place) => {
      const index = (place % (count + 1)) - 1;
      if (time === 0) missing += 1;
      else deliveries += 1;
      if (time === 0 || index < WARM_UP) return;
      fromCommit.push(time - committed[index]!);
      fromBegin.push(time - begun[index]!);
      const window = Math.floor((committed[index]! - committed[0]!) / WINDOW_MS);
      (windows[window] ??= []).push(time - committed[index]!);
    });
  }
  const sumOf = (value: (report: WatchReport) => number): number =>
    reports.reduce((sum, report) => sum + value(report), 0);
  return {
    events: count,
    deliveries,
    writtenPerSecond: (1000 * (count - 1)) / (committed[count - 1]! - committed[0]!),
    fromCommit: latencies(fromCommit),
    fromBegin: latencies(fromBegin),
    // A time without commits leaves a hole.
    usualP99: quantile(
      Float64Array.from(windows.filter(Boolean), (times) => latencies(times).p99).sort(),
      0.5,
    ),
    missing,
    gaps: sumOf(({ gaps }) => gaps),
    duplicates: sumOf(({ duplicates }) => duplicates),
    failed: sumOf(({ failed }) => failed),
  };
}

function latencies(times: readonly number[]): Latencies {
  const sorted = Float64Array.from(times).sort();
  return {
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    most: quantile(sorted, 1),
  };
}
