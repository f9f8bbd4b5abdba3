import type { SoakWorkspace } from './soak-workspace.js';
import { startWorkerProcess } from './worker-process.js';

export interface ScalingResult {
  readonly workers: number;
  /** From the first step's beginning to the run's end; medians of the rounds. */
  readonly seconds: number;
  /** As many times as long with one worker. */
  readonly timesAsFast: number;
  readonly sameRecords: boolean;
}

const WORKERS = [1, 2, 4];
const request = { uncertainty: { permutations: 150 } };

/** The same run by one, two and four workers that do one step at a time each, round after round. */
export async function measureScaling(workspace: SoakWorkspace, rounds: number): Promise<ScalingResult[]> {
  const seconds = new Map<number, number[]>(WORKERS.map((count) => [count, []]));
  const records = new Map<number, string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const count of WORKERS) {
      const workers = await Promise.all(
        Array.from({ length: count }, () =>
          startWorkerProcess({
            url: workspace.postgres.url,
            home: workspace.home,
            options: ['--concurrency', '1'],
          }),
        ),
      );
      const run = await workspace.estimate(request);
      const events = await workspace.eventsOf(run);
      await Promise.all(workers.map((worker) => worker.end('SIGTERM')));
      const began = events.find(({ type }) => type === 'STARTED')!.at.getTime();
      seconds.get(count)!.push((events.at(-1)!.at.getTime() - began) / 1000);
      records.set(count, await workspace.recordsOf(run));
    }
  }
  const median = (values: readonly number[]): number =>
    [...values].sort((a, b) => a - b)[values.length >> 1]!;
  return WORKERS.map((workers) => ({
    workers,
    seconds: median(seconds.get(workers)!),
    timesAsFast: median(seconds.get(1)!) / median(seconds.get(workers)!),
    sameRecords: records.get(workers) === records.get(1),
  }));
}
