import { S3ServiceException } from '@aws-sdk/client-s3';

/** Whether the server says that there is no such object. */
export function isAbsent(error: unknown): boolean {
  // A HEAD's answer has no body to name its error; NoSuchBucket is another thing.
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

/** Whether the server understood the request and refused it: asking again brings the same. */
export function isRefusal(error: unknown): error is S3ServiceException {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500;
}

/**
 * The word the server or the system has for an error: `NoSuchBucket`, `ECONNREFUSED`. Messages are left out, as some
 * servers repeat a request's headers in theirs.
 */
export function errorWord(error: unknown): string {
  const { code, name, $metadata } = error as { code?: unknown; name?: unknown } & Partial<S3ServiceException>;
  if (typeof code === 'string') return code;
  // What the client calls an answer that does not say what it is.
  if (name === 'UnknownError' || name === 'Unknown')
    return `HTTP status ${$metadata?.httpStatusCode ?? 'unknown'}`;
  return typeof name === 'string' ? name : 'unknown';
}
