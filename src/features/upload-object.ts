import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';

/** Larger objects are sent in parts of this size, bytes; four are under way at a time. */
const PART_BYTES = 8 * 1024 * 1024;
/** S3 takes no more parts of one object. */
const MOST_PARTS = 10_000;
/** Copied at a time. */
const PIECE_BYTES = 1024 * 1024;

interface S3Object {
  readonly Bucket: string;
  readonly Key: string;
}

/** Sends the bytes of the parts one after the other as one object, which appears whole or not at all. */
export async function uploadObject(
  client: S3Client,
  object: S3Object,
  parts: readonly Uint8Array[],
  length: number,
): Promise<void> {
  await new Upload({
    client,
    params: { ...object, Body: Readable.from(pieces(parts)), ContentLength: length },
    partSize: Math.max(PART_BYTES, Math.ceil(length / MOST_PARTS)),
  }).done();
}

/** Copies, as sockets take no shared memory; other work of the process gets its turn between them. */
async function* pieces(parts: readonly Uint8Array[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    for (let start = 0; start < part.length; start += PIECE_BYTES) {
      await setImmediate();
      yield Buffer.from(part.subarray(start, start + PIECE_BYTES));
    }
  }
}
