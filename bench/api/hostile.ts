import type { ServerProcess } from '../server-processes.js';
import { hostileRequests, type HostileRequest } from './hostile-requests.js';
import { median } from './measure-load.js';

export interface Timed {
  readonly name: string;
  readonly milliseconds: number;
  /** Of the server's process, in steps of some. */
  readonly processorMs: number | null;
}

export interface HostileFigures {
  readonly requests: number;
  /** From when a request is sent until its answer is read, median of three, the slowest first. */
  readonly slowest: readonly Timed[];
  /** By the server's processor time. */
  readonly busiest: readonly Timed[];
  /** Of all of them. */
  readonly medianMs: number;
}

const SHOWN = 5;
const TIMES = 3;

/** How long a server is kept busy by requests that mean harm. */
export async function measureHostile(server: ServerProcess, runId: string): Promise<HostileFigures> {
  const requests = hostileRequests(runId);
  const times: Timed[] = [];
  for (const request of requests) {
    const taken: number[] = [];
    const before = server.processorMs();
    for (let time = 0; time < TIMES; time += 1) taken.push(await timed(server.url, request));
    const processorMs = before === null ? null : (server.processorMs()! - before) / TIMES;
    times.push({ name: request.name, milliseconds: median(taken), processorMs });
  }
  return {
    requests: requests.length,
    slowest: times.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, SHOWN),
    busiest: times.toSorted((a, b) => (b.processorMs ?? 0) - (a.processorMs ?? 0)).slice(0, SHOWN),
    medianMs: median(times.map(({ milliseconds }) => milliseconds)),
  };
}

async function timed(
  url: string,
  { method = 'POST', search = '', body, contentType = 'application/json' }: HostileRequest,
): Promise<number> {
  const start = performance.now();
  const answer = await fetch(`${url}/graphql${search}`, {
    method,
    headers: { 'content-type': contentType },
    ...(method === 'POST' && { body: body ?? '' }),
  });
  await answer.text();
  return performance.now() - start;
}
