import type { PermutationStep } from '../src/estimation/steps.js';
import { completeStep, type RunStepRecord } from '../src/store/run-steps.js';
import { allAtOnce } from './all-at-once.js';
import { decomposedColumns } from './execute-closing-steps.js';
import type { JobContext } from './job-context.js';
import type { RunInputs } from './run-inputs.js';

/** Estimates on permuted labels, as many permutations at once as there are threads. */
export async function executePermutationSteps(
  context: JobContext,
  { runId, config, seed, features }: RunInputs,
  steps: readonly RunStepRecord[],
  signal: AbortSignal,
): Promise<void> {
  if (steps.length === 0) return;
  const { store, threads } = context;
  const columns = await decomposedColumns(context, runId);
  const surprisal = { h1: columns.h1, h2: columns.h2 };
  await allAtOnce(steps, signal, async (record, either) => {
    const task = {
      kind: 'permutation',
      config,
      seed,
      features,
      surprisal,
      step: permutationStep(record),
    } as const;
    const { result, seconds } = await threads.run(task, either);
    await completeStep(store, record, { resultSha256: null, diagnostics: { statistics: result }, seconds });
  });
}

function permutationStep({ kind, name, permutation, weight }: RunStepRecord): PermutationStep {
  if (kind === 'PERMUTATION' && permutation !== null) return { kind, name, permutation, weight };
  throw new Error(`the step ${name} is not a permutation`);
}
