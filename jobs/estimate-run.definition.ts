import { z } from 'zod';
import type { JobDefinition } from './definition.js';

/** Takes a run from its first unfinished step to its end. */
export const estimateRun = {
  name: 'estimate-run',
  payload: z.strictObject({ runId: z.uuid() }),
  maxAttempts: 3,
} as const satisfies JobDefinition;
