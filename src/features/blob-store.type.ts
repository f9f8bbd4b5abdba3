/**
 * Immutable byte strings under the sha256 of their content: features and step results live here, outside the
 * tables. A folder (`local-blob-store.ts`) or object storage (`s3-blob-store.ts`).
 *
 * Every method rejects with BlobMissing when given an address that is no sha256, and with another error when
 * the store could not do what was asked (object storage: BlobStoreUnavailable), which a retry may mend.
 */
export interface BlobStore {
  /**
   * Stores the bytes of the parts one after the other and returns their sha256, 64 lower-case hex digits. A blob
   * that is there is not written again, but counts as put now.
   */
  put(...parts: readonly Uint8Array[]): Promise<string>;
  /**
   * The bytes, on shared memory so that threads read one copy.
   *
   * @throws BlobMissing when there is no such blob or its content no longer matches its address
   */
  get(sha256: string): Promise<Uint8Array<SharedArrayBuffer>>;
  /** Whether there is such a blob; its content is not looked at. */
  has(sha256: string): Promise<boolean>;
  /** Forgets a blob; nothing happens when there is none. */
  delete(sha256: string): Promise<void>;
  /**
   * Forgets a blob that was last put before `since`, by the clock of the store, and tells whether it did. A blob that no row
   * names yet, because its writer is about to insert it, is safe while `since` lies further back than that takes. Where
   * the store says so, a put at this very moment may be lost.
   */
  deleteUnused(sha256: string, since: Date): Promise<boolean>;
  /** Lets go of connections; the store is not used afterwards. */
  close(): Promise<void>;
}

/** A blob the tables name is not in the store: nothing a retry can mend. */
export class BlobMissing extends Error {
  override readonly name = 'BlobMissing';

  constructor(
    readonly sha256: string,
    reason: string,
  ) {
    super(`the blob ${sha256} ${reason}`);
  }
}
