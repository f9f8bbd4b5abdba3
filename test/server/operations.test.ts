import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRestartablePostgres, type RestartablePostgres } from '../../bench/restartable-postgres.js';
import { openStepThreads } from '../../jobs/step-threads.js';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { openWorkspace, type Workspace } from '../../src/actions/workspace.js';
import { openMetrics, type Metrics } from '../../src/server/metrics.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { eventsOf } from '../support/run-to-end.js';
import { importSmallDataset } from '../support/test-workspace.js';

describe('what operators ask a server', () => {
  let home: string;
  let postgres: RestartablePostgres;
  let workspace: Workspace;
  let metrics: Metrics;
  let server: RunningServer;
  let worker: Worker | null = null;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'interlens-operations-'));
    await chmod(home, 0o755); // as root the server runs under another account
    postgres = await openRestartablePostgres(home);
    workspace = await openWorkspace({ databaseUrl: postgres.url, home });
    metrics = openMetrics(workspace);
    const report = (): void => undefined;
    server = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report,
      metrics,
      worker: () => worker,
    });
    await importSmallDataset({ ...workspace, folder: home });
  });
  afterAll(async () => {
    await server.close();
    await workspace.close();
    await postgres.stop();
    await rm(home, { recursive: true, force: true });
  });

  const get = async (path: string): Promise<{ status: number; type: string | null; body: string }> => {
    const response = await fetch(`${server.url}${path}`);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.text(),
    };
  };

  /** Samples by name and labels; every line must be one, or a comment. */
  const samples = async (): Promise<Map<string, number>> => {
    const { body, type } = await get('/metrics');
    expect(type).toMatch(/^text\/plain; version=0\.0\.4/);
    const found = new Map<string, number>();
    for (const line of body.trim().split('\n')) {
      if (line === '' || /^# (HELP|TYPE) [a-z_0-9]+ ./.test(line)) continue;
      const sample = /^([a-z_0-9]+(?:\{(?:[a-z_]+="[^"\n]*",?)*\})?) ([-+0-9.eE]+|NaN|\+Inf)$/.exec(line);
      expect(sample, line).not.toBeNull();
      found.set(sample![1]!, Number(sample![2]));
    }
    return found;
  };

  it('tells what waits, what was done, and by whom, without naming a run', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, body: '{"status":"alive"}' });
    expect(JSON.parse((await get('/readyz')).body)).toEqual({ status: 'ready', checks: { database: true, migrations: true, notifications: true } }); // prettier-ignore
    const run = await startEstimation(workspace, { dataset: 'small', preset: 'fast' });
    const before = await samples();
    expect(before.get('interlens_steps{status="queued"}')).toBe(25);
    expect(before.get('interlens_steps{status="pending"}')).toBe(2);
    expect(before.get('interlens_runs{status="queued"}')).toBe(1);
    expect(before.get('interlens_workers')).toBe(0);
    expect(before.get('interlens_oldest_queued_step_seconds')).toBeGreaterThan(0);

    const events = eventsOf(workspace, run.id);
    const threads = await openStepThreads(2);
    worker = await startWorker(workspace, { threads, report: () => undefined, observer: metrics.observer });
    metrics.watch(worker);
    await events;
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // what the tables say is kept for a second
    const after = await samples();
    expect(after.get('interlens_steps{status="queued"}')).toBe(0);
    expect(after.get('interlens_runs{status="completed"}')).toBe(1);
    expect(after.get('interlens_workers')).toBe(1);
    expect(after.get('interlens_steps_ended_total{kind="classifier",ending="completed"}')).toBe(15);
    expect(after.get('interlens_step_seconds_count{kind="density"}')).toBe(10);
    expect(after.get('interlens_event_lag_seconds_count')).toBeGreaterThan(27);
    expect(after.get('interlens_worker_lease_held')).toBe(1);
    expect(after.get('interlens_worker_memory_bytes{of="declared"}')).toBe(0);
    expect([...after.keys()].join('\n')).not.toMatch(/[0-9a-f]{8}-|fold|small/);
    expect(JSON.parse((await get('/readyz')).body)).toMatchObject({ checks: { lease: true } });
  });

  it('is not ready while the database is away, says no more than that, and is again when it is back', async () => {
    await postgres.stop();
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    const { status, body } = await get('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(body)).toMatchObject({ status: 'not ready', checks: { database: false } });
    expect(body).not.toMatch(/127\.0\.0\.1|postgres|password|ECONN/i);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const away = await samples();
    expect(away.has('interlens_workers')).toBe(false);
    expect(away.get('interlens_steps_ended_total{kind="decompose",ending="completed"}')).toBe(1);
    await postgres.start();
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 15_000 }).toBe(200);
    await worker!.stop(0);
    worker = null;
  });
});
