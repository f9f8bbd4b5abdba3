import type { Store } from '../../store/open-store.js';
import type { InteractionSelection } from '../../store/interactions/selection.js';
import type { BucketRule, Partition } from '../../store/subsets/subset-rule.type.js';
import { insertPartition, type SubsetRecord } from '../../store/subsets/subsets.js';
import { requireCompleted } from '../export-interactions.js';
import { checkName, requireFreeName } from '../named.js';
import { emptySubset } from './bad-subset.js';
import { SUBSET } from './require-subset.js';
import { checkParts, checkTexts } from './save-subset.js';

/**
 * Keeps all parts of a partition, as subsets `NAME/1` (of the smallest values) to `NAME/parts`; all or none.
 *
 * @throws InputFailure BAD_NAME, BAD_SUBSET, BAD_FILTER, NAME_TAKEN, EMPTY_SUBSET, RUN_NOT_COMPLETE
 */
export async function savePartition(
  store: Store,
  name: string,
  partition: Partition,
  selection: InteractionSelection,
): Promise<SubsetRecord[]> {
  checkParts(partition.parts, 2);
  requireCompleted(selection.run);
  const { run, filter, presentation } = selection;
  const parts = Array.from({ length: partition.parts }, (_, at) => {
    const rule: BucketRule = {
      kind: 'bucket',
      runId: run.id,
      filter,
      presentation,
      ...partition,
      part: at + 1,
    };
    return { name: `${name}/${String(at + 1)}`, rule };
  });
  checkName(SUBSET, name);
  for (const part of parts) checkName(SUBSET, part.name);
  checkTexts(filter);
  const subsets = await insertPartition(store, parts, partition, selection);
  if (subsets) return subsets;
  for (const part of parts) await requireFreeName(store, SUBSET, part.name, selection.dataset);
  throw emptySubset(
    `${partition.perClass ? 'No class has' : 'There are not'} ${String(partition.parts)} samples with a finite ${partition.by}, so that parts of "${name}" would be empty`,
  );
}
