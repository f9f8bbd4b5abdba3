import type { FittedEnsemble } from './fit-ensemble.js';
import { gateProbabilities } from './gate.js';
import type { InteractionSamples } from './interaction-aware.js';
import { mixModels } from './mix-models.js';

/**
 * Writes the ensemble's probabilities of `rows` into their places.
 *
 * @param into `[N, C]`
 */
export function predictEnsemble(
  { weights, interactionAware }: FittedEnsemble,
  { predictions, features }: InteractionSamples,
  rows: Int32Array,
  into: Float32Array,
): void {
  const gated = interactionAware?.gated;
  if (!gated) {
    mixModels(predictions, rows, () => weights, into);
    return;
  }
  const gates = gateProbabilities(gated.gate, features, rows);
  const ofRow = new Float64Array(weights.length);
  mixModels(
    predictions,
    rows,
    (at) => {
      ofRow.fill(0);
      gates.forEach((gate, k) => {
        const ofStratum = gated.weights[k]!;
        for (let m = 0; m < ofRow.length; m += 1) ofRow[m]! += gate[at]! * ofStratum[m]!;
      });
      return ofRow;
    },
    into,
  );
}
