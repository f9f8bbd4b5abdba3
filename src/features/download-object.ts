import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { BlobMissing } from './blob-store.type.js';
import { errorWord, isAbsent, isRefusal } from './s3-errors.js';

/** Waits before asking again for what a broken connection left open; counted anew whenever bytes came. 6 s in all. */
const WAITS_MS = [200, 400, 800, 1_600, 3_200];

interface S3Object {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Reads an object into shared memory as it comes, and goes on where it was when the connection breaks.
 *
 * @throws BlobMissing when there is no such object or it changes its length; the client's error when it cannot be had
 */
export async function downloadObject(
  client: S3Client,
  object: S3Object,
  sha256: string,
): Promise<Uint8Array<SharedArrayBuffer>> {
  let bytes: Uint8Array<SharedArrayBuffer> | null = null;
  let received = 0;
  for (let failures = 0; ;) {
    const before = received;
    try {
      const answer: GetObjectCommandOutput = await client.send(
        new GetObjectCommand({ ...object, ...(received > 0 && { Range: `bytes=${received}-` }) }),
      );
      const length = received + lengthOf(answer);
      bytes ??= new Uint8Array(new SharedArrayBuffer(length));
      if (length !== bytes.length) throw shortened(sha256);
      for await (const chunk of answer.Body as Readable) {
        bytes.set(chunk as Uint8Array, received);
        received += (chunk as Uint8Array).length;
      }
      return bytes;
    } catch (error) {
      // A RangeError is memory that cannot be had.
      if (error instanceof BlobMissing || error instanceof RangeError) throw error;
      if (isAbsent(error)) throw new BlobMissing(sha256, 'is not in the store');
      if (received === bytes?.length) return bytes; // it broke behind the last byte
      if (errorWord(error) === 'InvalidRange') throw shortened(sha256);
      if (isRefusal(error)) throw error;
      failures = received > before ? 1 : failures + 1;
      const wait = WAITS_MS[failures - 1];
      if (wait === undefined) throw error;
      await setTimeout(wait);
    }
  }
}

function shortened(sha256: string): BlobMissing {
  return new BlobMissing(sha256, 'changed its length while it was read');
}

function lengthOf({ ContentLength }: GetObjectCommandOutput): number {
  // Where it is missing, a proxy has re-encoded the object and its end could not be told from a broken connection.
  if (ContentLength === undefined) throw new Error('the answer has no content-length');
  return ContentLength;
}
