import { z } from 'zod';

const quality = z.object({ accuracy: z.number(), logLoss: z.number(), temperature: z.number() });
const components = z.object({ r: z.number(), u1: z.number(), u2: z.number(), s: z.number() });

/**
 * Dataset-level results of a completed run, as stored in `estimation_runs.summary`. Nats, before the
 * adjustment; means are over samples whose every value is finite and null when there is none.
 */
export const runSummarySchema = z.object({
  samples: z.number(),
  nonFiniteCount: z.number(),
  saturatedCount: z.number(),
  means: components
    .extend({ i1: z.number(), i2: z.number(), i12: z.number(), h1: z.number(), h2: z.number() })
    .nullable(),
  evidence: components.nullable(),
  /** Of the out-of-fold scores of the three classifiers. */
  classifiers: z.object({ first: quality, second: quality, both: quality }),
});

export type RunSummary = z.infer<typeof runSummarySchema>;

/** A run's summary, or null until it is complete. */
export function runSummary(run: { readonly summary: unknown }): RunSummary | null {
  return run.summary === null ? null : runSummarySchema.parse(run.summary);
}
