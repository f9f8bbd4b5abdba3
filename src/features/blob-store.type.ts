/**
 * Immutable byte strings under the sha256 of their content: features and step results live here, outside the
 * tables. A local folder today; anything that can put, get and delete by key can take its place.
 */
export interface BlobStore {
  /**
   * Stores the bytes of the parts one after the other (a blob already there is left alone) and returns their
   * sha256, 64 lower-case hex digits.
   */
  put(...parts: readonly Uint8Array[]): Promise<string>;
  /**
   * The bytes, on shared memory so that threads read one copy.
   *
   * @throws BlobMissing when there is no such blob or its content no longer matches its address
   */
  get(sha256: string): Promise<Uint8Array<SharedArrayBuffer>>;
  has(sha256: string): Promise<boolean>;
  /** Forgets a blob; nothing happens when there is none. */
  delete(sha256: string): Promise<void>;
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
