import { isEverything } from '../../domain/interaction-filter.js';
import type { Store } from '../open-store.js';
import {
  interactionGroups,
  type GroupKey,
  type GroupStatistics,
  type InteractionGroup,
} from './interaction-groups.js';
import { keptGroups } from './run-summaries.js';
import { fromSelection, type InteractionSelection } from './selection.js';

/**
 * The selected records by label, split, dominant component, any of them together, or (no keys) all as one, ordered by
 * their keys. Of all records the groups were made when the run completed; else one statement makes them.
 *
 * @param statistics those wanted; of all records there are all of them
 * @throws InputFailure BAD_FILTER
 */
export async function aggregateInteractions(
  store: Store,
  selection: InteractionSelection,
  keys: readonly GroupKey[],
  statistics: GroupStatistics,
): Promise<readonly InteractionGroup[]> {
  const { filter, presentation } = selection;
  const [kept] = isEverything(filter) ? await keptGroups(store, [selection], keys) : [];
  return kept ?? interactionGroups(store, fromSelection(selection), presentation, keys, statistics);
}
