import type { Matrix } from '../domain/matrix.js';
import { npyParts } from '../ingest/npy.js';
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
 * Puts a matrix into a blob, and keeps what names it; neither where the latter fails.
 *
 * @param keep told the blob's address
 */
export function keepWithBlob<Kept>(
  workspace: Workspace,
  matrix: Matrix,
  keep: (sha256: string) => Promise<Kept>,
): Promise<Kept> {
  // One at a time: what a failed one takes back must not be what another is about to name.
  return withImportLock(workspace.store, async () => {
    const sha256 = await workspace.blobs.put(...npyParts(matrix));
    try {
      return await keep(sha256);
    } catch (error) {
      await deleteUnnamed(workspace, sha256);
      throw error;
    }
  });
}

/**
 * Deletes something that is kept with a blob, and the blob where nothing else names it.
 *
 * @throws InputFailure …_NOT_FOUND, AMBIGUOUS_NAME
 */
export function deleteWithBlob<Kept extends KeptWithBlob>(
  workspace: Workspace,
  kind: NamedKind<Kept>,
  idOrName: string,
): Promise<Kept> {
  // Nothing that is being kept can be about to name the blob then.
  return withImportLock(workspace.store, async () => {
    const kept = await deleteNamed(workspace.store, kind, idOrName);
    await deleteUnnamed(workspace, kept.sha256);
    return kept;
  });
}

async function deleteUnnamed({ store, blobs }: Workspace, sha256: string): Promise<void> {
  const unused = await unreferencedFeatures(store, await unreferencedResults(store, [sha256]));
  for (const address of unused) await blobs.delete(address);
}
