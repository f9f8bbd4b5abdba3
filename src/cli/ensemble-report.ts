import { ensembleConclusion } from '../actions/ensembles/ensemble-conclusion.js';
import type { DatasetRecord } from '../store/datasets.js';
import type { EnsembleRecord } from '../store/ensembles/ensembles.js';
import { alignColumns } from './output.js';
import { shownNumber } from './shown-number.js';

/** What `--json` prints of an ensemble. */
export function ensembleDocument(
  { id, name, settings, result, createdAt, subsetId, ...kept }: EnsembleRecord,
  dataset: DatasetRecord,
): object {
  return {
    id,
    name,
    dataset: dataset.name,
    run: kept.runId,
    subset: subsetId,
    settings,
    ...result,
    conclusion: ensembleConclusion({ settings, result }),
    createdAt: createdAt.toISOString(),
  };
}

/** Weights of its models, scores beside what is simpler, and a conclusion in words. */
export function ensembleReport(ensemble: EnsembleRecord): string {
  const { id, name, result } = ensemble;
  const { models, interactionAware, heldOut, bestSingle, uniform } = result;
  const strata = interactionAware?.strata ?? [];
  const weights = alignColumns(
    [
      ['model', 'weight', ...strata.map(({ stratum }) => `${stratum}: weight`), 'information'],
      ...models.map((model, at) => [
        model.name,
        shownNumber(model.weight),
        ...strata.map((one) => shownNumber(one.weights[at])),
        shownNumber(model.information),
      ]),
    ],
    1,
  );
  const scores = alignColumns(
    [
      ['held out', 'log-loss', '95% low', '95% high', 'accuracy', 'calibration error'],
      ...[
        ['this ensemble', heldOut] as const,
        [`best single (${bestSingle.model})`, bestSingle] as const,
        ['uniform average', uniform] as const,
      ].map(([what, { logLoss, accuracy, calibrationError }]) => [
        what,
        ...[logLoss.value, logLoss.low, logLoss.high, accuracy.value, calibrationError].map((value) => value.toFixed(4)), // prettier-ignore
      ]),
    ],
    1,
  );
  return `Ensemble "${name}" (${id}), of ${String(result.samples)} samples\n\n${weights}\n\n${scores}\n\n${ensembleConclusion(ensemble)}`;
}
