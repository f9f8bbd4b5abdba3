import type { Store } from '../../src/store/open-store.js';
import { claimStep, type RunStepRecord } from '../../src/store/run-steps.js';
import { stepKey } from '../../src/store/step-queue.js';
import { newWorkerId, registerWorker } from '../../src/store/workers.js';

export interface StepAddress {
  readonly runId: string;
  readonly position: number;
}

/** Takes a step as a worker's slot does: the worker is known, and the queue has given the slot the step's job. */
export async function takeStep(
  store: Store,
  address: StepAddress,
  slot = 'slot',
  engine = 'wasm',
): Promise<RunStepRecord | null> {
  await knownSlot(store, slot);
  await giveJob(store, address, slot);
  return claimStep(store, address, slot, engine);
}

/** Makes a slot known, with a worker that holds no lock, as if it had been killed. @returns the worker's number */
export async function knownSlot(store: Store, slot: string): Promise<number> {
  const known = await store.prisma.worker.findFirst({ where: { slots: { has: slot } } });
  if (known) return known.id;
  const id = await newWorkerId(store);
  await registerWorker(store, id, [slot], { host: 'test', pid: 1, engine: 'wasm', threads: 1, memory: 1n });
  return id;
}

/** As the queue does, if nobody has the job. */
export async function giveJob(store: Store, { runId, position }: StepAddress, slot: string): Promise<void> {
  await store.pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_by = $2, locked_at = now(), attempts = attempts + 1
     WHERE key = $1 AND locked_by IS NULL AND attempts < max_attempts`,
    [stepKey(runId, position), slot],
  );
}
