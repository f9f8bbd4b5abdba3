import { z } from 'zod';
import type { EstimationConfig } from '../estimation/config.js';

const positive = z.number().int().min(1);
const share = z.number().gt(0).lt(1);

/** A stored configuration, checked when it is read: it may come from another version of this program. */
export const estimationConfigSchema = z.object({
  preset: z.string(),
  folds: z.number().int().min(2).max(20),
  classifier: z.object({
    hidden: positive,
    learningRate: z.number().gt(0),
    weightDecay: z.number().min(0),
    batchSize: positive,
    maxEpochs: positive,
    patience: positive,
    validationShare: share,
    models: positive,
  }),
  density: z.object({
    components: z.array(positive).min(1),
    shrinkages: z.array(z.number().min(0).max(1)).min(1),
    ridge: z.number().min(0),
    maxIterations: positive,
    patience: positive,
    validationShare: share,
  }),
}) satisfies z.ZodType<EstimationConfig>;
