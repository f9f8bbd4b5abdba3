import type { z } from 'zod';

/** A kind of job: its name in the queue and what its payload must look like. Handlers stand apart. */
export interface JobDefinition<Payload extends z.ZodType = z.ZodType> {
  readonly name: string;
  /** Parsed when a job is queued and again when it runs: the queue may outlive a version of this program. */
  readonly payload: Payload;
  /** Attempts before the job is given up, the first included. */
  readonly maxAttempts: number;
}
