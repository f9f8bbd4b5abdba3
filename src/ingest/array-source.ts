import type { Subject } from './subject.js';

/** The bytes of one `.npy` stream. */
export interface NpyBytes {
  /** Bytes the container says there are. Every chunk read is counted against it. */
  readonly totalBytes: number;
  /** The stream from its beginning; may be asked for more than once. Leaving a loop over it early releases it. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A file or folder that holds named `.npy` streams. */
export interface ArraySource {
  readonly path: string;
  readonly names: readonly string[];
  /** @throws InputFailure UNKNOWN_ARRAY when there is no such array. */
  open(name: string, subject: Subject): NpyBytes;
  close(): void;
}
