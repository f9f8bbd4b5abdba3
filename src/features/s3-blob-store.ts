import { CopyObjectCommand, DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { blobPath } from './blob-path.js';
import { BlobMissing, type BlobStore } from './blob-store.type.js';
import { BlobStoreUnavailable } from './blob-store-unavailable.js';
import { downloadObject } from './download-object.js';
import type { S3Connection } from './s3-connection.js';
import { errorWord, isAbsent } from './s3-errors.js';
import type { S3Location } from './s3-location.js';
import { sha256Of } from './sha256-of.js';
import { uploadObject } from './upload-object.js';

/** Objects above this size cannot be copied in one request, bytes. */
const LARGEST_COPY = 5 * 1024 ** 3;

interface SeenObject {
  /** Bytes. */
  readonly length: number;
  /** Whole seconds: S3 drops the rest. */
  readonly putAt: Date;
}

/**
 * Blobs as objects `prefix/ab/cdef…` of a bucket. Nothing of S3 is needed but its consistency: what was put is seen by the
 * next request, from wherever.
 */
export function s3BlobStore({ client, host }: S3Connection, { bucket, prefix }: S3Location): BlobStore {
  const objectOf = (sha256: string) => ({ Bucket: bucket, Key: prefix + blobPath(sha256) });

  /** Tells what the network or the server did not do from a blob that is missing, and from memory that is. */
  const asking = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof BlobMissing || error instanceof RangeError) throw error;
      throw new BlobStoreUnavailable(`the bucket "${bucket}" at ${host}`, errorWord(error), { cause: error });
    }
  };

  const see = (sha256: string): Promise<SeenObject | null> =>
    asking(
      client.send(new HeadObjectCommand(objectOf(sha256))).then(
        ({ ContentLength, LastModified }) => ({
          length: ContentLength ?? 0,
          putAt: LastModified ?? new Date(),
        }),
        nullWhenAbsent,
      ),
    );

  /** Has the server copy the object onto itself, which gives it a new date; false when it must be sent again. */
  const renew = async (sha256: string, length: number): Promise<boolean> => {
    const seen = await see(sha256);
    if (seen?.length !== length || length > LARGEST_COPY) return false;
    const { Bucket, Key } = objectOf(sha256);
    const copy = new CopyObjectCommand({
      Bucket,
      Key,
      CopySource: `${Bucket}/${Key}`,
      MetadataDirective: 'REPLACE', // a copy that changes nothing is refused
    });
    const copied = await asking(client.send(copy).catch(nullWhenAbsent));
    const putAt = copied?.CopyObjectResult?.LastModified;
    // Some servers change an object in place and leave its date.
    return putAt !== undefined && putAt > seen.putAt;
  };

  const remove = (sha256: string) => asking(client.send(new DeleteObjectCommand(objectOf(sha256))));

  /** Keeps what an object holds under another name. */
  const setAside = async (sha256: string): Promise<void> => {
    const { Bucket, Key } = objectOf(sha256);
    const copy = new CopyObjectCommand({ Bucket, Key: `${Key}.damaged`, CopySource: `${Bucket}/${Key}` });
    await asking(client.send(copy));
    await remove(sha256);
  };

  return {
    async put(...parts) {
      const sha256 = await sha256Of(parts);
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      if (!(await renew(sha256, length))) await asking(uploadObject(client, objectOf(sha256), parts, length));
      return sha256;
    },

    async get(sha256) {
      // Twice, as it may have been the way here that changed it.
      for (const _ of ['first', 'again']) {
        const bytes = await asking(downloadObject(client, objectOf(sha256), sha256));
        if ((await sha256Of([bytes])) === sha256) return bytes;
      }
      // So that it counts as missing, and the next put sends it anew.
      await setAside(sha256).catch(() => undefined);
      throw new BlobMissing(sha256, 'was changed in object storage since it was stored');
    },

    async has(sha256) {
      return (await see(sha256)) !== null;
    },

    async delete(sha256) {
      await remove(sha256);
    },

    // S3 has no delete that depends on a date. What remains is a put between the look and the delete, one round
    // trip, of a blob that nobody had put since `since`: its content is lost, and whoever reads it gets BlobMissing.
    async deleteUnused(sha256, since) {
      const seen = await see(sha256);
      // A date without its milliseconds may stand for any moment of that second.
      if (seen === null || seen.putAt.getTime() + 1_000 > since.getTime()) return false;
      await remove(sha256);
      return true;
    },

    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}

function nullWhenAbsent(error: unknown): null {
  if (isAbsent(error)) return null;
  throw error;
}
