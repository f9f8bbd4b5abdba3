import { COMPONENT_NAMES } from '../../domain/interaction-filter.js';
import type { Diversity } from '../../ensemble/diversity.js';
import type { EnsembleSelection } from '../../ensemble/select-ensemble.js';
import type { EnsembleResult } from '../../store/ensembles/ensemble-result.type.js';

interface NamedModel {
  readonly id: string;
  readonly name: string;
}

/** A selection in plain numbers and lists, as it is kept. */
export function ensembleResult(
  { fitted, foldOf, ...selection }: EnsembleSelection,
  { information, correlation, disagreement, ambiguity }: Diversity,
  models: readonly NamedModel[],
): EnsembleResult {
  const { bestSingle, heldOut, uniform, againstBestSingle, againstUniform } = selection;
  const { logLoss, accuracy, calibrationError, model } = bestSingle;
  const square = <Cell>(values: Float64Array, cell: (value: number) => Cell): Cell[][] =>
    models.map((_, row) => Array.from(values.subarray(row * models.length, (row + 1) * models.length), cell));
  return {
    samples: foldOf.length,
    models: models.map(({ id, name }, at) => ({
      id,
      name,
      weight: fitted.weights[at]!,
      information: information[at]!,
    })),
    heldOut,
    bestSingle: { logLoss, accuracy, calibrationError, model: models[model]!.name },
    uniform,
    againstBestSingle,
    againstUniform,
    scoreByRound: fitted.greedy && Array.from(fitted.greedy.scoreByRound),
    interactionAware: interactionAwareOf(fitted),
    diversity: {
      correlation: square(correlation, (value) => (Number.isNaN(value) ? null : value)),
      disagreement: square(disagreement, (value) => value),
      ambiguity,
    },
  };
}

function interactionAwareOf({
  interactionAware,
}: EnsembleSelection['fitted']): EnsembleResult['interactionAware'] {
  if (!interactionAware) return null;
  const { strength, fallback, gated } = interactionAware;
  return {
    strength: Number.isFinite(strength) ? strength : null, // JSON has no ∞
    fallback,
    strata: (gated?.weights ?? []).map((weights, at) => ({
      stratum: COMPONENT_NAMES[gated!.gate.strata[at]!]!,
      weights: Array.from(weights),
    })),
  };
}
