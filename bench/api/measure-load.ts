import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import { quantile } from '../../src/estimation/quantile.js';

/** One who is asked the same over and over. */
export interface Asked {
  readonly name: string;
  readonly url: string;
  /** Of a POST. */
  readonly body: string;
}

/** What clients had of a server: medians over the rounds. */
export interface Load {
  readonly name: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Over all rounds. */
  readonly failures: number;
}

export interface LoadOptions {
  readonly clients: number;
  readonly rounds: number;
  /** Of one round and server. */
  readonly seconds: number;
}

/** Programs and packages of others, with their own package.json. */
export const PEER = join(packageRoot(), 'bench', 'api', 'peer');

interface Report {
  readonly milliseconds: readonly number[];
  readonly failures: number;
  readonly seconds: number;
}

/**
 * Loads servers in turns, so that what else happens on the machine meets all of them; a first turn, which is not
 * counted, warms them. Clients are a process of their own, on the same cores.
 */
export async function measureLoad(asked: readonly Asked[], options: LoadOptions): Promise<Load[]> {
  const clients = fork(join(PEER, 'load.mjs'));
  const reports = asked.map(() => [] as Report[]);
  try {
    for (let round = -1; round < options.rounds; round += 1) {
      for (let turn = 0; turn < asked.length; turn += 1) {
        const at = (Math.max(round, 0) + turn) % asked.length;
        const report = await load(clients, asked[at]!, options);
        if (round >= 0) reports[at]!.push(report);
      }
    }
  } finally {
    clients.kill();
  }
  return asked.map(({ name }, at) => {
    const usual = (of: (report: Report) => number): number => median(reports[at]!.map(of));
    return {
      name,
      requestsPerSecond: usual(({ milliseconds, seconds }) => milliseconds.length / seconds),
      p50Ms: usual(({ milliseconds }) => sortedQuantile(milliseconds, 0.5)),
      p99Ms: usual(({ milliseconds }) => sortedQuantile(milliseconds, 0.99)),
      failures: reports[at]!.reduce((sum, { failures }) => sum + failures, 0),
    };
  });
}

async function load(
  child: ChildProcess,
  { url, body }: Asked,
  { clients, seconds }: LoadOptions,
): Promise<Report> {
  child.send({ url, body, clients, seconds });
  const [report] = (await once(child, 'message')) as [Report];
  return report;
}

export function median(values: readonly number[]): number {
  return sortedQuantile(values, 0.5);
}

function sortedQuantile(values: readonly number[], probability: number): number {
  return quantile(Float64Array.from(values).sort(), probability);
}

/** One POST and its answer. */
export async function ask({ url, body }: Omit<Asked, 'name'>): Promise<Response> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
  return answer;
}
