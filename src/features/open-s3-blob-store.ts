import type { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { InputFailure } from '../domain/failure.js';
import { blobPath } from './blob-path.js';
import type { BlobStore } from './blob-store.type.js';
import { s3BlobStore } from './s3-blob-store.js';
import { connectToS3, type S3Connection, type S3ConnectionOptions } from './s3-connection.js';
import { errorWord, isRefusal } from './s3-errors.js';
import type { S3Location } from './s3-location.js';

/** No content has this address. */
const IMPOSSIBLE_BLOB = '0'.repeat(64);

/**
 * A store in object storage, once the server has shown that it has the bucket and tells us what is not in it.
 *
 * @throws InputFailure BAD_ENDPOINT, NO_REGION, NO_CREDENTIALS, FEATURES_REFUSED, NO_BUCKET, WRONG_REGION,
 *   FEATURES_UNREACHABLE
 */
export async function openS3BlobStore(
  location: S3Location,
  options?: S3ConnectionOptions,
): Promise<BlobStore> {
  const connection = connectToS3(options);
  const answer = await askForNothing(connection, location);
  if (answer instanceof Error && answer.name === 'NoSuchKey') return s3BlobStore(connection, location);
  connection.client.destroy();
  throw refusal(answer, location, connection);
}

/**
 * Asks for an object that cannot be. To those who may not list a bucket, S3 says that it is refused, and they could not
 * tell a missing blob; a HEAD's answer would not name its error.
 */
async function askForNothing({ client }: S3Connection, { bucket, prefix }: S3Location): Promise<unknown> {
  const object = { Bucket: bucket, Key: prefix + blobPath(IMPOSSIBLE_BLOB) };
  try {
    const { Body } = await client.send(new GetObjectCommand(object));
    (Body as Readable).destroy();
    return Object.assign(new Error('an object was given that cannot be'), { name: 'NotObjectStorage' });
  } catch (error) {
    return error;
  }
}

function refusal(error: unknown, { bucket }: S3Location, { host }: S3Connection): InputFailure {
  const failure = (code: string, message: string, field: string): InputFailure =>
    new InputFailure(code, message, field, { cause: error });
  const word = errorWord(error);
  const place = `the bucket "${bucket}" at ${host}`;
  if (error instanceof Error && error.message === 'Region is missing') {
    return failure(
      'NO_REGION',
      `The features are in ${place}, but its region is not known: set AWS_REGION (us-east-1 where the server has none).`,
      'AWS_REGION',
    );
  }
  switch (word) {
    case 'CredentialsProviderError':
      return failure(
        'NO_CREDENTIALS',
        `The features are in ${place}, and no credentials for it were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
        'AWS_ACCESS_KEY_ID',
      );
    case 'NoSuchBucket':
      return failure(
        'NO_BUCKET',
        `There is no bucket "${bucket}" at ${host}: make it, or name another in INTERLENS_FEATURES.`,
        'INTERLENS_FEATURES',
      );
    case 'PermanentRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'IllegalLocationConstraintException':
      return failure(
        'WRONG_REGION',
        `Another region than AWS_REGION says has ${place} (${word}): set the bucket's region.`,
        'AWS_REGION',
      );
  }
  if (isRefusal(error)) {
    return failure(
      'FEATURES_REFUSED',
      `The features are in ${place}, which refuses access (${word}): expected credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY that may list, read, write and delete there.`,
      'AWS_ACCESS_KEY_ID',
    );
  }
  return failure(
    'FEATURES_UNREACHABLE',
    `The features are in ${place}, which does not answer as object storage does (${word}): check AWS_ENDPOINT_URL and the network.`,
    'AWS_ENDPOINT_URL',
  );
}
