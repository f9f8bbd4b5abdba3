import { z } from 'zod';
import type { EstimationConfig } from '../estimation/config.js';

const count = (most: number): z.ZodNumber => z.number().int().min(1).max(most);
const share = z.number().gt(0).lt(1);
const rate = z.number().gt(0).max(1);
const epochs = count(10_000);
const patience = epochs.nullable();
const strengths = z
  .array(z.number().gt(0).max(1e6))
  .min(1)
  .max(50)
  .refine(descends, 'every number must be less than the one before');

/** Lists are walked in one direction and left where a step no longer helps: any other order changes results. */
const ascending = [ascends, 'every number must be more than the one before'] as const;

function ascends(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value > values[at - 1]!);
}

function descends(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value < values[at - 1]!);
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/**
 * A configuration, checked when it is asked for and again when it is read: it may come from a user, or from
 * another version of this program. Bounds keep a mistyped value from occupying a worker for days.
 */
export const estimationConfigSchema = z.strictObject({
  preset: z.string(),
  folds: z.number().int().min(2).max(20),
  prior: z.enum(['empirical', 'uniform']),
  classifier: z.strictObject({
    candidates: z
      .array(z.enum(['perceptron', 'logistic', 'sparse-logistic']))
      .min(1)
      .refine(areDistinct, 'every candidate may be named once'),
    calibrate: z.boolean(),
    perceptron: z.strictObject({
      hidden: count(4096),
      learningRate: rate,
      decayAfterEpoch: patience,
      weightDecay: z.number().min(0).max(10),
      batchSize: count(65_536),
      maxEpochs: epochs,
      patience,
      validationShare: share,
      models: count(50),
    }),
    logistic: z.strictObject({
      ridge: strengths,
      lasso: strengths,
      innerFolds: z.number().int().min(2).max(20),
      innerFoldRows: z.number().int().min(0),
      maxIterations: count(10_000),
      maxRows: count(100_000_000),
    }),
  }),
  density: z
    .strictObject({
      family: z.enum(['mixture', 'knife']),
      components: z
        .array(count(200))
        .min(1)
        .max(20)
        .refine(...ascending),
      covariances: z
        .array(z.enum(['tied', 'own']))
        .min(1)
        .max(2)
        .refine(areDistinct, 'every kind of covariance may be named once'),
      sparse: z.boolean(),
      shrinkages: z
        .array(z.number().min(0).max(1))
        .min(1)
        .max(20)
        .refine(...ascending),
      ridge: z.number().gt(0).max(1),
      maxIterations: count(10_000),
      patience: count(1_000),
      validationShare: share,
      projections: z
        .array(count(4096))
        .max(20)
        .refine(...ascending),
      knife: z
        .strictObject({
          start: z.enum(['data', 'random']),
          learningRate: rate,
          decayAfterEpoch: patience,
          batchSize: count(65_536),
          maxEpochs: epochs,
          patience,
          scaleLimit: z.number().gt(0).max(20),
        })
        .nullable(),
    })
    .refine(({ family, knife }) => family !== 'knife' || knife !== null, {
      message: 'a density of the family knife needs values for it',
      path: ['knife'],
    }),
  comparability: z.enum(['standardized', 'common-dimension', 'z-scored']),
  uncertainty: z.strictObject({
    bootstrap: z.number().int().min(0).max(100_000),
    confidence: share,
    repetitions: count(100),
    permutations: z.number().int().min(0).max(10_000),
  }),
}) satisfies z.ZodType<EstimationConfig>;
