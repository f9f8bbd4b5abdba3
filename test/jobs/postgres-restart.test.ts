import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRestartablePostgres, type RestartablePostgres } from '../../bench/restartable-postgres.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import { openWorkspace, type Workspace } from '../../src/actions/workspace.js';
import { eventsOf } from '../support/run-to-end.js';
import { importSmallDataset } from '../support/test-workspace.js';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.js';

const AWAY_MS = 10_000;
const request: EstimationRequest = {
  dataset: 'small',
  preset: 'fast',
  uncertainty: { permutations: 120 },
};

let home: string;
let postgres: RestartablePostgres;
let workspace: Workspace & { folder: string };
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'interlens-restart-'));
  await chmod(home, 0o755); // as root the server runs under another account
  postgres = await openRestartablePostgres(home);
  workspace = { ...(await openWorkspace({ databaseUrl: postgres.url, home })), folder: home };
  await importSmallDataset(workspace, 'small', 600);
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
  await workspace.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

it('a run survives ten seconds without PostgreSQL, and nothing is told twice or left out', async () => {
  const url = postgres.url;
  workers.push(
    await startWorkerProcess({ url, folder: home }),
    await startWorkerProcess({ url, folder: home }),
  );
  const run = await startEstimation(workspace, request);
  const followers = Array.from({ length: 20 }, () => eventsOf(workspace, run.id));
  const watched = await followRunEvents(workspace, run.id, 0);
  let done = 0;
  for await (const { type } of watched) {
    if (type === 'STEP_COMPLETED' && (done += 1) === 10) break;
  }
  await postgres.stop();
  await sleep(AWAY_MS);
  await postgres.start();
  const all = await Promise.all(followers);
  for (const events of all) {
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'COMPLETED', progress: 1 });
  }
  const completed = all[0]!.filter(({ type }) => type === 'STEP_COMPLETED').map(({ step }) => step);
  expect(completed).toHaveLength(25 + 1 + 121 + 1);
  expect(new Set(completed).size).toBe(completed.length);
  expect(await workspace.store.prisma.interaction.count({ where: { runId: run.id } })).toBe(600);
  // Nobody was taken for dead: who only lost the connection came back in time.
  expect(all[0]!.filter(({ type }) => type === 'STEP_RETURNED')).toEqual([]);
}, 120_000);

it('a worker whose database is gone still ends when it is told to', async () => {
  const worker = await startWorkerProcess({ url: postgres.url, folder: home });
  workers.push(worker);
  await postgres.stop();
  await sleep(2_000); // it has noticed
  expect(await worker.end('SIGTERM')).toBe(0);
  await postgres.start();
});
