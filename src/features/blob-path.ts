import { BlobMissing } from './blob-store.type.js';

/**
 * Where a blob is under a folder or a prefix, `ab/cdef…`: the same in every store, so that one can be copied to
 * another as it is.
 *
 * @throws BlobMissing when the address is no sha256: it becomes a path, nothing but hex digits may pass
 */
export function blobPath(sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new BlobMissing(sha256, 'has no valid address');
  return `${sha256.slice(0, 2)}/${sha256.slice(2)}`;
}
