import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { insertBenchRun } from '../../bench/subscriptions/insert-bench-run.js';
import { stalledSubscriber } from '../../bench/subscriptions/stalled-subscriber.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { retryConnection } from '../../src/store/retry-connection.js';
import { abandonRun } from '../../src/store/run-transitions.js';
import { appendEvents } from '../support/append-events.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const WATCH = `subscription Watch($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, afterSequence: $after) { sequence at type progress step message }
}`;
const KEEP_ALIVE_MS = 4_000;

describe('subscribers of a run', () => {
  let workspace: TestWorkspace;
  let server: RunningServer;
  const reported: unknown[] = [];
  /** The server's ends of all sockets. */
  const accepted: Socket[] = [];
  const accept = (message: unknown): void => void accepted.push((message as { socket: Socket }).socket);

  beforeAll(async () => {
    subscribe('net.server.socket', accept);
    workspace = await openTestWorkspace();
    const report = (error: unknown): void => void reported.push(error);
    server = await startServer(workspace, { host: '127.0.0.1', port: 0, report, keepAliveMs: KEEP_ALIVE_MS });
  });
  afterEach(() => {
    expect(reported).toEqual([]);
  });
  afterAll(async () => {
    unsubscribe('net.server.socket', accept);
    await server.close();
    await workspace.close();
  });

  /** Sequence numbers that a client on a socket of its own receives until the run's end; fails if it fails. */
  const watch = async (runId: string, after = 0): Promise<number[]> => {
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    const sequences: number[] = [];
    for await (const { data, errors } of client.iterate<{ runEvents: { sequence: number } }>({
      query: WATCH,
      variables: { runId, after },
    })) {
      expect(errors).toBeUndefined();
      sequences.push(data!.runEvents.sequence);
    }
    await client.dispose();
    return sequences;
  };
  const numbers = (last: number, after = 0): number[] =>
    Array.from({ length: last - after }, (_, index) => after + index + 1);
  const end = (runId: string): Promise<unknown> =>
    abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });

  it('all receive every event once and in order, wherever they begin', async () => {
    const runId = await insertBenchRun(workspace.store);
    await appendEvents(workspace.store, runId, 300);
    const watched = Array.from({ length: 100 }, (_, index) => watch(runId, 3 * index));
    for (let index = 0; index < 30; index += 1) {
      await appendEvents(workspace.store, runId, 1 + (index % 3));
      await sleep(10);
    }
    await end(runId);
    for (const [index, sequences] of (await Promise.all(watched)).entries()) {
      expect(sequences).toEqual(numbers(362, 3 * index));
    }
  });

  it('go on when every connection to the database is ended', async () => {
    const runId = await insertBenchRun(workspace.store);
    const watched = Array.from({ length: 20 }, () => watch(runId));
    await sleep(300);
    for (let index = 0; index < 12; index += 1) {
      await retryConnection(() => appendEvents(workspace.store, runId, 5), AbortSignal.timeout(20_000));
      if (index % 3 === 2) {
        await workspace.store.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE pid <> pg_backend_pid() AND datname = current_database()`,
        );
        await sleep(50);
      }
    }
    await end(runId);
    for (const sequences of await Promise.all(watched)) expect(sequences).toEqual(numbers(62));
  });

  it('who stop reading delay no other, take little memory, and go on where they were', async () => {
    const runId = await insertBenchRun(workspace.store);
    const before = accepted.length;
    const stalled = stalledSubscriber(server.url, runId);
    const received: number[] = [];
    const closed = new Promise((resolve) => stalled.on('close', resolve));
    stalled.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as {
        type: string;
        payload: { data: { runEvents: { sequence: number } } };
      };
      if (type === 'next') received.push(payload.data.runEvents.sequence);
      if (type === 'complete') stalled.close();
    });
    while (received.length === 0) await sleep(10);
    const socket = accepted[before]!;
    const watched = Array.from({ length: 20 }, () => watch(runId));
    // Ninety times this is some 20 KB a message, and 20 MB in all: more than the system buffers.
    for (let index = 0; index < 10; index += 1) {
      await appendEvents(workspace.store, runId, 100, 'a step of a run '.repeat(15));
    }
    await end(runId);
    for (const sequences of await Promise.all(watched)) expect(sequences).toEqual(numbers(1002));
    expect(received).toEqual([1]);
    expect(socket.writableLength).toBeGreaterThan(0);
    expect(socket.writableLength).toBeLessThan(100_000); // a message or two
    stalled.resume();
    await closed;
    expect(received).toEqual(numbers(1002));
  });

  it('who do not read for long are let go', async () => {
    const runId = await insertBenchRun(workspace.store);
    const before = accepted.length;
    stalledSubscriber(server.url, runId);
    const reading = watch(runId);
    while (accepted.length < before + 2) await sleep(10);
    const start = performance.now();
    while (!accepted[before]!.destroyed && !accepted[before + 1]!.destroyed) await sleep(10);
    expect(performance.now() - start).toBeLessThan(3 * KEEP_ALIVE_MS);
    await end(runId);
    expect(await reading).toEqual([1, 2]);
    while (workspace.runEvents.size > 0) await sleep(10);
  });
});
