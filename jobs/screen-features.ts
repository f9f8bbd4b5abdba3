import type { ColumnScreening } from '../src/estimation/densities/column-screening.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import { MODALITIES, type Modality } from '../src/estimation/steps.js';
import { allAtOnce } from './all-at-once.js';
import type { StepThreads } from './step-threads.js';

/** A run's features with what every density step would else find out about them by itself. */
export async function screenFeatures(
  threads: StepThreads,
  config: EstimationConfig,
  features: RunFeatures,
  signal: AbortSignal,
): Promise<RunFeatures> {
  const screening: Partial<Record<Modality, ColumnScreening>> = {};
  await allAtOnce(MODALITIES, signal, async (modality, either) => {
    const { result } = await threads.run({ kind: 'screening', config, features, modality }, either);
    if (result) screening[modality] = result;
  });
  return { ...features, screening };
}
