import { InputFailure } from '../domain/failure.js';

/** Where blobs are in object storage. */
export interface S3Location {
  readonly bucket: string;
  /** Before the path of every blob: empty, or ending in a slash. */
  readonly prefix: string;
}

/** Keys may have 1024 bytes; the blob's path takes 65, and the rest is left for whatever a server puts before it. */
const LONGEST_PREFIX = 512;

/**
 * Reads `s3://bucket/prefix`. The prefix keeps to letters, digits, `.`, `_`, `-` and slashes: those mean the same to every
 * server, also to one that keeps objects as files.
 *
 * @throws InputFailure BAD_FEATURES_LOCATION
 */
export function parseS3Location(location: string): S3Location {
  const [, bucket, path] = /^s3:\/\/([^/]*)(?:\/(.*))?$/is.exec(location) ?? [];
  if (bucket === undefined) throw refused('is no such address');
  // Not repeated: what stands there may be a password.
  if (bucket.includes('@'))
    throw refused('has an "@": credentials belong into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes('..')) {
    throw refused(
      'names no bucket: 3 to 63 lower-case letters, digits, dots and hyphens were expected after s3://',
    );
  }
  const prefix = (path ?? '').replace(/\/$/, '');
  if (prefix === '') return { bucket, prefix: '' };
  const segments = prefix.split('/');
  if (prefix.length > LONGEST_PREFIX || !segments.every(isPlainSegment)) {
    throw refused(
      `has a prefix that is not of up to ${LONGEST_PREFIX} letters, digits, dots, hyphens and underscores with single slashes between them`,
    );
  }
  return { bucket, prefix: `${prefix}/` };
}

function isPlainSegment(segment: string): boolean {
  return /^[\w.-]+$/.test(segment) && segment !== '.' && segment !== '..';
}

function refused(reason: string): InputFailure {
  return new InputFailure(
    'BAD_FEATURES_LOCATION',
    `The features' location ${reason}; expected s3://bucket or s3://bucket/prefix.`,
    'INTERLENS_FEATURES',
  );
}
