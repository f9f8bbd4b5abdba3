import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkerObserver } from '../../jobs/worker-observer.type.js';
import type { Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { queueState, type QueueState } from '../store/queue-state.js';

/** What a process tells Prometheus. docs/OPERATIONS.md says what each metric means. */
export interface Metrics {
  readonly contentType: string;
  readonly observer: WorkerObserver;
  /** The worker of this process, once there is one. */
  watch(worker: Worker): void;
  text(): Promise<string>;
}

/** The tables are asked at most so often, however many scrape, milliseconds. */
const STATE_AGE_MS = 1_000;
const STEP_SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1_000, 3_000];
const LAG_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** Metrics of their own registry: a process may serve more than once. */
export function openMetrics(workspace: Workspace): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addStateGauges(registry, workspace);
  addConnectionGauges(registry, workspace);
  const registers = [registry];
  const lag = new Histogram({
    name: 'interlens_event_lag_seconds',
    help: 'From when an event was written to when this process read it for those who follow.',
    buckets: LAG_SECONDS,
    registers,
  });
  workspace.runEvents.onNews = ({ at }) => {
    lag.observe(Math.max(0, (Date.now() - at.getTime()) / 1000));
  };
  const ended = new Counter({
    name: 'interlens_steps_ended_total',
    help: 'Attempts at steps by this process, by how they ended.',
    labelNames: ['kind', 'ending'],
    registers,
  });
  const seconds = new Histogram({
    name: 'interlens_step_seconds',
    help: 'What completed steps took this process, inputs and recording included.',
    labelNames: ['kind'],
    buckets: STEP_SECONDS,
    registers,
  });
  return {
    contentType: registry.contentType,
    observer: {
      stepEnded(kind, ending, took) {
        ended.inc({ kind: kind.toLowerCase(), ending });
        if (ending === 'completed') seconds.observe({ kind: kind.toLowerCase() }, took);
      },
    },
    watch(worker) {
      addWorkerGauges(registry, worker);
    },
    text: () => registry.metrics(),
  };
}

/** What the tables say. */
function addStateGauges(registry: Registry, { store }: Workspace): void {
  const state = cached(() => queueState(store), STATE_AGE_MS);
  const gauge = (name: string, help: string, of: (state: QueueState) => number | ByLabel, label?: string) =>
    addGauge(registry, name, help, () => state().then(of, () => null), label);
  gauge(
    'steps',
    'Unfinished steps of unfinished runs: pending ones wait for results of others.',
    ({ steps }) => steps,
    'status',
  );
  gauge(
    'oldest_queued_step_seconds',
    'Since the oldest step that waits for a worker was queued.',
    ({ oldestQueuedSeconds }) => oldestQueuedSeconds,
  );
  gauge('workers', 'Workers on this database, ones lost a moment ago among them.', ({ workers }) => workers);
  gauge('runs', 'Runs.', ({ runs }) => runs, 'status');
}

function addConnectionGauges(registry: Registry, { store, runEvents }: Workspace): void {
  addGauge(
    registry,
    'followed_runs',
    'Runs whose events somebody follows through this process.',
    () => runEvents.size,
  );
  addGauge(
    registry,
    'pool_connections',
    'Connections of this process to PostgreSQL, and requests that wait for one.',
    () => {
      const { totalCount, idleCount, waitingCount } = store.pool;
      return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
    },
    'state',
  );
}

function addWorkerGauges(registry: Registry, worker: Worker): void {
  addGauge(registry, 'steps_at_work', 'Steps this process is at.', () => worker.atWork);
  addGauge(registry, 'worker_lease_held', 'Whether others know this worker to be alive.', () =>
    Number(worker.holdsLease),
  );
  addGauge(
    registry,
    'worker_memory_bytes',
    'Memory that steps at work have declared, and what they may.',
    () => ({ declared: worker.memory.taken, budget: worker.memory.budget }),
    'of',
  );
}

type ByLabel = Readonly<Record<string, number>>;
type Read = () => number | ByLabel | null | Promise<number | ByLabel | null>;

/**
 * A gauge that is read at every scrape; null leaves it out.
 *
 * @param label that tells the values of a record apart
 */
function addGauge(registry: Registry, name: string, help: string, read: Read, label?: string): void {
  new Gauge({
    name: `interlens_${name}`,
    help,
    registers: [registry],
    labelNames: label === undefined ? [] : [label],
    async collect() {
      this.reset(); // to nothing where there are labels, to 0 where there are none
      const value = await read();
      if (value === null) {
        if (label === undefined) this.remove();
      } else if (typeof value === 'number') this.set(value);
      else for (const [of, part] of Object.entries(value)) this.set({ [label!]: of }, part);
    },
  });
}

/** The value of the last time `read` was called, if that is not long ago; one reading at a time. */
function cached<Value>(read: () => Promise<Value>, ageMs: number): () => Promise<Value> {
  let present: Promise<Value> | null = null;
  let at = -Infinity;
  return () => {
    if (present && performance.now() - at < ageMs) return present;
    at = performance.now();
    return (present = read());
  };
}
