import type { z } from 'zod';
import type { Transaction } from '../src/store/open-store.js';
import type { JobDefinition } from './definition.js';

/** Queues a job within the caller's transaction: it exists if and only if the rows it is about do. */
export async function enqueue<Payload extends z.ZodType>(
  transaction: Transaction,
  definition: JobDefinition<Payload>,
  payload: z.input<Payload>,
): Promise<void> {
  const parsed = JSON.stringify(definition.payload.parse(payload));
  await transaction.$executeRaw`
    SELECT graphile_worker.add_job(${definition.name}, ${parsed}::json, max_attempts => ${definition.maxAttempts}::int)`;
}
