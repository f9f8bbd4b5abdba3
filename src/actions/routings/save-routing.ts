import { InputFailure } from '../../domain/failure.js';
import type { InteractionSelection } from '../../store/interactions/selection.js';
import type { Store } from '../../store/open-store.js';
import {
  THRESHOLD_NAMES,
  type Threshold,
  type ThresholdName,
} from '../../store/routings/routing-rule.type.js';
import {
  deleteRouting,
  findRouting,
  insertRouting,
  resolveThresholds,
  routingsNamed,
  type RoutingRecord,
} from '../../store/routings/routings.js';
import { requireCompleted } from '../export-interactions.js';
import { checkName, requireFreeName, type NamedKind } from '../named.js';

export const ROUTING: NamedKind<RoutingRecord> = {
  what: 'routing',
  code: 'ROUTING',
  find: findRouting,
  named: routingsNamed,
  remove: deleteRouting,
};

export type Thresholds = Readonly<Partial<Record<ThresholdName, Threshold>>>;

const NONE: Threshold = { value: 0 };

/**
 * Finds how each of a run's samples is to be distilled, and keeps it.
 *
 * @param thresholds what values must exceed to count, as shown; 0 where left out
 * @param selection all of the run's samples
 * @throws InputFailure BAD_NAME, BAD_THRESHOLD, MISSING_VALUE, NAME_TAKEN, RUN_NOT_COMPLETE
 */
export async function saveRouting(
  store: Store,
  name: string,
  thresholds: Thresholds,
  selection: Omit<InteractionSelection, 'filter'>,
): Promise<RoutingRecord> {
  checkName(ROUTING, name);
  for (const of of THRESHOLD_NAMES) checkThreshold(of, thresholds[of] ?? NONE);
  const { run, dataset, presentation } = selection;
  requireCompleted(run);
  const all = { ...selection, filter: {} };
  const asked = Object.fromEntries(THRESHOLD_NAMES.map((of) => [of, thresholds[of] ?? NONE]));
  const resolved = await resolveThresholds(store, all, asked as Record<ThresholdName, Threshold>);
  if (typeof resolved === 'string') {
    const message = `No sample of the run ${run.id} has a finite ${resolved}, of which a quantile is asked for.`;
    throw new InputFailure('MISSING_VALUE', message, 'thresholds');
  }
  const modality = (position: number): string => dataset.modalities[position]!.name;
  const modalities = [modality(run.firstModality), modality(run.secondModality)] as const;
  const rule = { runId: run.id, modalities, presentation, thresholds: resolved };
  const routing = await insertRouting(store, name, rule, all);
  if (routing) return routing;
  await requireFreeName(store, ROUTING, name, dataset);
  throw new Error(`the routing "${name}" could not be kept`);
}

function checkThreshold(of: ThresholdName, { value, quantile }: Threshold): void {
  const bad = (what: string): InputFailure =>
    new InputFailure('BAD_THRESHOLD', `The threshold of ${of} ${what}.`, 'thresholds');
  if ((value === undefined) === (quantile === undefined))
    throw bad(`takes either a value or a quantile, got ${value === undefined ? 'neither' : 'both'}`);
  if (value !== undefined && !Number.isFinite(value)) throw bad(`must be finite, got ${String(value)}`);
  if (quantile !== undefined && !(quantile >= 0 && quantile <= 1))
    throw bad(`must be a quantile from 0 to 1, got ${String(quantile)}`);
}
