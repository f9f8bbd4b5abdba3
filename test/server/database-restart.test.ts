import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertBenchRun } from '../../bench/subscriptions/insert-bench-run.js';
import { openRestartablePostgres, type RestartablePostgres } from '../../bench/restartable-postgres.js';
import { openWorkspace, type Workspace } from '../../src/actions/workspace.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { retryConnection } from '../../src/store/retry-connection.js';
import { abandonRun } from '../../src/store/run-transitions.js';
import { makeHome, removeHomes } from '../database/homes.js';
import { appendEvents } from '../support/append-events.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';

const WATCH = `subscription Watch($runId: ID!, $after: Int!) {
  runEvents(runId: $runId, afterSequence: $after) { sequence message }
}`;
const STOPPED_MS = 3_000;

describe('a database that is stopped and started again', () => {
  let postgres: RestartablePostgres;
  let workspace: Workspace;
  let server: RunningServer;
  let clients: GraphClient[];
  const reported: unknown[] = [];

  beforeAll(async () => {
    const home = makeHome();
    postgres = await openRestartablePostgres(home);
    workspace = await openWorkspace({ databaseUrl: postgres.url, home: join(home, 'workspace') });
    const report = (error: unknown): void => void reported.push(error);
    server = await startServer(workspace, { host: '127.0.0.1', port: 0, report });
    clients = Array.from({ length: 10 }, () => graphClient(server.url));
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await server.close();
    await workspace.close();
    await postgres.stop();
    removeHomes();
  });

  const watch = async (client: GraphClient, runId: string, after: number): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const { data, errors } of client.socket.iterate<{ runEvents: { sequence: number } }>({
      query: WATCH,
      variables: { runId, after },
    })) {
      expect(errors).toBeUndefined();
      sequences.push(data!.runEvents.sequence);
    }
    return sequences;
  };

  it('costs no subscriber an event or its subscription, those who come meanwhile included', async () => {
    const runId = await insertBenchRun(workspace.store);
    await appendEvents(workspace.store, runId, 400);
    const early = clients.slice(0, 8).map((client, index) => watch(client, runId, 50 * index));
    await sleep(300);
    await appendEvents(workspace.store, runId, 5);
    await postgres.stop();
    const late = clients.slice(8).map((client) => watch(client, runId, 100));
    await sleep(STOPPED_MS);
    const again = postgres.start();
    await retryConnection(
      () => appendEvents(workspace.store, runId, 5, 'as soon as it is back'),
      AbortSignal.timeout(20_000),
    );
    await again;
    await abandonRun(workspace.store, runId, { status: 'CANCELLED', message: 'enough' });
    const last = 1 + 400 + 5 + 5 + 1;
    const numbers = (after: number): number[] =>
      Array.from({ length: last - after }, (_, i) => after + i + 1);
    for (const [index, sequences] of (await Promise.all(early)).entries()) {
      expect(sequences).toEqual(numbers(50 * index));
    }
    for (const sequences of await Promise.all(late)) expect(sequences).toEqual(numbers(100));
    expect(reported).toEqual([]);
    expect(workspace.runEvents.size).toBe(0);
  });

  it('does not hold up the end of the server', async () => {
    const runId = await insertBenchRun(workspace.store);
    const server = await startServer(workspace, { host: '127.0.0.1', port: 0, report: () => undefined });
    const client = graphClient(server.url);
    const watched = watch(client, runId, 0).catch(() => 'closed');
    await sleep(300);
    await postgres.stop();
    await sleep(300);
    const start = performance.now();
    await server.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    await watched;
    while (workspace.runEvents.size > 0) await sleep(10);
    expect(performance.now() - start).toBeLessThan(2_000);
    await client.close();
  });
});
