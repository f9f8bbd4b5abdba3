import { aggregateRun, type RunAggregates } from '../../src/estimation/aggregate.js';
import type { EstimationConfig } from '../../src/estimation/config.js';
import { decompose, type Decomposition, type ScoredStep } from '../../src/estimation/decompose.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import { runModelStep } from '../../src/estimation/model-step.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { planSteps, type ModelStep, type Planned } from '../../src/estimation/steps.js';

/** All model steps of a run, in the order of the plan. */
export function modelSteps(config: EstimationConfig, features: RunFeatures): readonly ModelStep[] {
  const steps = planSteps(config, {
    samples: features.classIndex.length,
    classes: features.classes,
    first: { name: 'x1', dimension: features.first.columns },
    second: { name: 'x2', dimension: features.second.columns },
  });
  return steps.filter(
    (step): step is ModelStep & Planned => step.kind === 'CLASSIFIER' || step.kind === 'DENSITY',
  );
}

export interface FinishedRun extends Decomposition {
  readonly scored: readonly ScoredStep[];
  readonly aggregates: RunAggregates;
}

/** A whole run on the plain engine, as the jobs do it. */
export async function runDecomposition(
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
): Promise<FinishedRun> {
  const scored: ScoredStep[] = [];
  for (const step of modelSteps(config, features)) {
    scored.push({ step, result: await runModelStep(plainEngine, config, seed, features, step) });
  }
  const decomposition = decompose(config, seed, features, scored);
  const aggregates = aggregateRun(decomposition.columns, features.classIndex, features.classes);
  return { ...decomposition, scored, aggregates };
}
