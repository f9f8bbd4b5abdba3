import { withImportLock } from '../store/import-lock.js';
import { unreferencedResults } from '../store/retention.js';
import { unreferencedFeatures } from '../store/unreferenced-features.js';
import { deleteNamed, type NamedKind } from './named.js';
import type { Workspace } from './workspace.js';

interface KeptWithBlob {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
}

/**
 * Deletes something that is kept with a blob, and the blob where nothing else names it.
 *
 * @throws InputFailure …_NOT_FOUND, AMBIGUOUS_NAME
 */
export function deleteWithBlob<Kept extends KeptWithBlob>(
  { store, blobs }: Workspace,
  kind: NamedKind<Kept>,
  idOrName: string,
): Promise<Kept> {
  // Nothing that is being kept can be about to name the blob then.
  return withImportLock(store, async () => {
    const kept = await deleteNamed(store, kind, idOrName);
    const unused = await unreferencedFeatures(store, await unreferencedResults(store, [kept.sha256]));
    for (const address of unused) await blobs.delete(address);
    return kept;
  });
}
