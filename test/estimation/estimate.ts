import type { Matrix } from '../../src/domain/matrix.js';
import { aggregateRun } from '../../src/estimation/aggregate.js';
import { presets, type EstimationConfig } from '../../src/estimation/config.js';
import { decompose, type Decomposition, type ScoredStep } from '../../src/estimation/decompose.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import { COLUMN_NAMES, type ColumnName } from '../../src/estimation/interaction-columns.js';
import { runModelStep, type RunFeatures } from '../../src/estimation/model-step.js';
import { planSteps, type ModelStep } from '../../src/estimation/steps.js';

export const fast = presets['fast']!;
/** Everything of a run, at a size for tests. */
export const small: EstimationConfig = {
  ...fast,
  preset: 'test',
  classifier: { ...fast.classifier, hidden: 8, maxEpochs: 30 },
};

export function modelSteps(config: EstimationConfig, features: RunFeatures): readonly ModelStep[] {
  return planSteps(config, {
    samples: features.classIndex.length,
    classes: features.classes,
    first: { name: 'a', dimension: features.first.columns },
    second: { name: 'b', dimension: features.second.columns },
  }).filter((step): step is ModelStep => 'fold' in step);
}

/** A whole run on the plain engine, without jobs and database. */
export async function estimate(
  features: RunFeatures,
  config: EstimationConfig,
  seed: number,
): Promise<Decomposition & { readonly scored: readonly ScoredStep[] }> {
  const scored: ScoredStep[] = [];
  for (const step of modelSteps(config, features)) {
    scored.push({ step, result: await runModelStep(plainEngine, config, seed, features, step) });
  }
  return { ...decompose(config, seed, features, scored), scored };
}

export function datasetMeans(
  { columns }: Decomposition,
  { classIndex, classes }: RunFeatures,
): Readonly<Record<ColumnName, number>> {
  const { means, nonFiniteCount } = aggregateRun(columns, classIndex, classes).overall;
  if (!means || nonFiniteCount > 0) throw new Error(`${String(nonFiniteCount)} samples are not finite`);
  return means;
}

/** Largest difference of any of the nine means, nats. */
export function worstDifference(
  left: Readonly<Record<ColumnName, number>>,
  right: Readonly<Record<ColumnName, number>>,
): number {
  return Math.max(...COLUMN_NAMES.map((name) => Math.abs(left[name] - right[name])));
}

export function matrix(
  rows: number,
  columns: number,
  value: (row: number, column: number) => number,
): Matrix {
  const data = Float64Array.from({ length: rows * columns }, (_, index) =>
    value(Math.floor(index / columns), index % columns),
  );
  return { rows, columns, data };
}
