import { unreferencedResults } from '../store/retention.js';
import { unreferencedFeatures } from '../store/unreferenced-features.js';
import type { Workspace } from './workspace.js';

const DAY_MS = 86_400_000;

/**
 * Deletes those of these blobs that nothing names any more and that were put more than so many days ago, one at
 * least: what was put lately may be the result of a step that is just being recorded.
 *
 * @returns how many
 */
export async function deleteUnusedBlobs(
  { store, blobs }: Pick<Workspace, 'store' | 'blobs'>,
  addresses: readonly string[],
  days: number,
  now = new Date(),
): Promise<number> {
  const before = new Date(now.getTime() - Math.max(1, days) * DAY_MS);
  let deleted = 0;
  for (const address of await unreferencedFeatures(store, await unreferencedResults(store, addresses))) {
    if (await blobs.deleteUnused(address, before)) deleted += 1;
  }
  return deleted;
}
