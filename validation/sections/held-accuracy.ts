import type { Subject } from '../../src/estimation/steps.js';
import { SUBJECTS } from '../../src/estimation/steps.js';
import { presets } from '../../src/estimation/presets.js';
import { corruptedPosteriors } from '../data/corrupted-posteriors.js';
import type { PlantedDataset } from '../data/planted-dataset.type.js';
import { estimatePlanted } from '../estimate-planted.js';
import { sampleErrors, type SampleErrors } from '../sample-errors.js';
import type { ValidationContext } from '../section.type.js';
import { mean } from '../statistics.js';

/** What all three classifiers are held at. */
export interface HeldAccuracy {
  /** Null for the exact posteriors. */
  readonly accuracy: number | null;
  readonly calibrated: boolean;
}

export const COMPONENTS = ['r', 'u1', 'u2', 's'] as const;
type Means = Readonly<Record<(typeof COMPONENTS)[number], number>>;

/** How far a run is from the truth with such classifiers, nats. */
export interface MeasuredAtAccuracy {
  readonly errors: SampleErrors;
  /** Mean over samples, less the true one. */
  readonly bias: Means;
  /** Of the joint information. */
  readonly lost: number;
}

/** Estimates with classifiers of that accuracy supplied, and densities learned. */
export async function measureAtAccuracy(
  { threads }: ValidationContext,
  dataset: PlantedDataset,
  { accuracy, calibrated }: HeldAccuracy,
  seed: number,
): Promise<MeasuredAtAccuracy> {
  const { classes, classIndex, logPosteriors, truth } = dataset;
  const scores = (subject: Subject): Float64Array =>
    accuracy === null
      ? logPosteriors[subject]
      : corruptedPosteriors(dataset, subject, accuracy, seed, calibrated).logProbabilities;
  const supplied = Object.fromEntries(
    SUBJECTS.map((subject) => [
      subject,
      { rows: classIndex.length, columns: classes, data: scores(subject) },
    ]),
  );
  const { columns } = await estimatePlanted(threads, { ...dataset, supplied }, presets['accurate']!, seed);
  const bias = (name: keyof Means): number => mean(columns[name]) - mean(truth[name]);
  return {
    errors: sampleErrors(columns, truth),
    bias: { r: bias('r'), u1: bias('u1'), u2: bias('u2'), s: bias('s') },
    lost: mean(truth.i12) - mean(columns.i12),
  };
}
