import { z } from 'zod';
import { RUN_WARNING_CODES } from '../estimation/warnings/run-warning.js';

/** Null where nothing finite is left to compute it from. */
const measured = z.number().nullable();
/** Null for frequencies as well: a sample left out of its own count ranks its class too low where counts are close. */
const calibration = z.object({ error: measured, errorByChance: measured });
const quality = z.object({
  accuracy: measured,
  /** Mean −log p(y|x), nats. */
  logLoss: measured,
  calibration,
  /** The kinds of model pooled and the weight of each in the pool. */
  candidates: z.array(z.object({ name: z.string(), weight: z.number() })),
});
const components = z.object({ r: z.number(), u1: z.number(), u2: z.number(), s: z.number() });
const information = z.object({ i1: z.number(), i2: z.number(), i12: z.number() });
const density = z.object({
  kind: z.enum(['discrete', 'continuous']),
  meanSurprisal: measured,
  gaussianSurprisal: measured,
  columnsLeftOut: z.object({ constant: z.number(), duplicate: z.number(), collinear: z.number() }),
});
const interval = z.object({ low: z.number(), high: z.number() });
const fourIntervals = z.object({ r: interval, u1: interval, u2: interval, s: interval });
const curve = z.array(z.number());
const means = z.object({ R: z.number(), U1: z.number(), U2: z.number(), S: z.number() });
const tested = z.object({ I1: measured, I2: measured, I12: measured, R: measured, S: measured });

/** Bootstrap intervals of one group's means, nats. */
export const groupIntervalsSchema = z.object({
  raw: fourIntervals,
  adjusted: fourIntervals,
  evidence: fourIntervals,
  information: z.object({ i1: interval, i2: interval, i12: interval }),
});

/**
 * Dataset-level results of a completed run, as stored in `estimation_runs.summary`. Nats, before the
 * adjustment; means are over samples whose every value is finite and null when there is none.
 */
export const runSummarySchema = z.object({
  samples: z.number(),
  nonFiniteCount: z.number(),
  saturatedCount: z.number(),
  means: components.extend(information.shape).extend({ h1: z.number(), h2: z.number() }).nullable(),
  evidence: components.nullable(),
  /** Of the out-of-fold scores of the three classifiers. */
  classifiers: z.object({ first: quality, second: quality, both: quality }),
  densities: z.object({ first: density, second: density }),
  /** Largest violation of the records' identities, nats. */
  identityError: z.number(),
  warnings: z.array(z.object({ code: z.enum(RUN_WARNING_CODES), message: z.string() })),
  /** R(c) and the other means as the offset between the surprisals moves; its limits have R = I1 and R = I2. */
  sensitivity: z
    .object({
      offsets: curve,
      R: curve,
      U1: curve,
      U2: curve,
      S: curve,
      limits: z.object({ negative: means, positive: means }),
    })
    .nullable(),
  /** Null where the run has no bootstrap. */
  intervals: groupIntervalsSchema.nullable(),
  /** One-sided p-values; null where the run has no permutations. */
  permutationTest: z.object({ permutations: z.number(), observed: tested, pValues: tested }).nullable(),
});

export type RunSummary = z.infer<typeof runSummarySchema>;
export type ClassifierQualityRecord = z.infer<typeof quality>;
export type DensityQualityRecord = z.infer<typeof density>;
export type SensitivityRecord = NonNullable<RunSummary['sensitivity']>;
export type GroupIntervalsRecord = z.infer<typeof groupIntervalsSchema>;

/** A run's summary, or null until it is complete. */
export function runSummary(run: { readonly summary: unknown }): RunSummary | null {
  return run.summary === null ? null : runSummarySchema.parse(run.summary);
}
