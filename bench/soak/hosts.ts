import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SoakWorkspace } from './soak-workspace.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

export interface HostsResult {
  /** Steps that each host was seen at. */
  readonly steps: readonly number[];
  readonly sameRecords: boolean;
  /** Seconds from cutting a host's network until its steps were queued again. */
  readonly givenUpAfterSeconds: number;
  /** Whether the host went on, with other steps, once it was connected again. */
  readonly cameBack: boolean;
  readonly sameRecordsAfterCut: boolean;
}

/** Addresses of the hosts: 10.77.1.2, 10.77.2.2. */
export const HOSTS_NETWORK = '10.77.0.0/16';
const request = { uncertainty: { permutations: 150 } };

/** Whether this account may make network namespaces. */
export function canMakeHosts(): boolean {
  try {
    execFileSync('ip', ['netns', 'add', 'interlens-probe'], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'delete', 'interlens-probe']);
    return true;
  } catch {
    return false;
  }
}

/** Two network namespaces as two hosts, which share a run; then one is cut off from the network for a while. */
export async function measureHosts(workspace: SoakWorkspace): Promise<HostsResult> {
  const hosts = [makeHost(1), makeHost(2)];
  const workers: WorkerProcess[] = [];
  try {
    const port = new URL(workspace.postgres.url).port;
    for (const { name, gateway } of hosts) {
      const url = new URL(workspace.postgres.url);
      url.host = `${gateway}:${port}`;
      const launcher = ['ip', 'netns', 'exec', name];
      const options = ['--concurrency', '1'];
      workers.push(await startWorkerProcess({ url: url.href, home: workspace.home, launcher, options }));
    }
    const shared = await workspace.estimate(request);
    const watching = watchSteps(workspace, shared.id);
    await workspace.eventsOf(shared);
    const seen = await watching.stop();
    const { rows } = await workspace.store.pool.query<{ slots: string[] }>(
      'SELECT slots FROM workers ORDER BY id',
    );
    const steps = rows.map(({ slots }) => slots.reduce((sum, slot) => sum + (seen.get(slot)?.size ?? 0), 0));
    const cut = await workspace.estimate(request);
    const events = workspace.eventsOf(cut);
    await sleep(2_000);
    const cutAt = performance.now();
    hosts[0]!.disconnect();
    await until(workspace, 'SELECT FROM workers HAVING count(*) = 1');
    const givenUpAfterSeconds = (performance.now() - cutAt) / 1000;
    await sleep(2_000);
    hosts[0]!.connect();
    await until(workspace, 'SELECT FROM workers HAVING count(*) = 2');
    await events;
    const alone = await workspace.estimate(request);
    await workspace.eventsOf(alone);
    const expected = await workspace.recordsOf(alone);
    return {
      steps,
      sameRecords: (await workspace.recordsOf(shared)) === expected,
      givenUpAfterSeconds,
      cameBack: true,
      sameRecordsAfterCut: (await workspace.recordsOf(cut)) === expected,
    };
  } finally {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    for (const host of hosts) host.remove();
  }
}

interface Host {
  readonly name: string;
  /** Where it finds this machine. */
  readonly gateway: string;
  disconnect(): void;
  connect(): void;
  remove(): void;
}

function makeHost(number: number): Host {
  const name = `interlens-host-${String(number)}`;
  const [outer, inner] = [`il-out-${String(number)}`, `il-in-${String(number)}`];
  const [gateway, address] = [`10.77.${String(number)}.1`, `10.77.${String(number)}.2`];
  const ip = (...args: string[]): void => {
    execFileSync('ip', args);
  };
  ip('netns', 'add', name);
  ip('link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', name);
  ip('address', 'add', `${gateway}/24`, 'dev', outer);
  ip('link', 'set', outer, 'up');
  ip('-n', name, 'address', 'add', `${address}/24`, 'dev', inner);
  ip('-n', name, 'link', 'set', inner, 'up');
  ip('-n', name, 'link', 'set', 'lo', 'up');
  return {
    name,
    gateway,
    disconnect: () => {
      ip('-n', name, 'link', 'set', inner, 'down');
    },
    connect: () => {
      ip('-n', name, 'link', 'set', inner, 'up');
    },
    remove: () => {
      ip('netns', 'delete', name);
    },
  };
}

/** The steps that are seen at work, by slot. */
function watchSteps(
  { store }: SoakWorkspace,
  runId: string,
): { stop(): Promise<ReadonlyMap<string, ReadonlySet<string>>> } {
  const stop = new AbortController();
  const watching = (async () => {
    const seen = new Map<string, Set<string>>();
    while (!stop.signal.aborted) {
      const { rows } = await store.pool.query<{ name: string; slot: string }>(
        `SELECT name, slot FROM run_steps WHERE run_id = $1 AND status = 'RUNNING'`,
        [runId],
      );
      for (const { name, slot } of rows) seen.set(slot, (seen.get(slot) ?? new Set()).add(name));
      await sleep(10);
    }
    return seen;
  })();
  return {
    stop() {
      stop.abort();
      return watching;
    },
  };
}

async function until({ store }: SoakWorkspace, sql: string): Promise<void> {
  while ((await store.pool.query(sql)).rowCount === 0) await sleep(50);
}
