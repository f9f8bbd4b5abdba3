import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { isConnectionError } from '../store/is-connection-error.js';

export const FILE_TYPES = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
  npy: 'application/octet-stream',
} as const;

/** Answers with a file, as fast as it is read. @param report told of what breaks off and is nobody's leaving */
export async function sendFile(
  content: Readable,
  response: Response,
  { name, type }: { readonly name: string; readonly type: string },
  report: (error: unknown) => void,
): Promise<void> {
  response.attachment(name);
  response.setHeader('content-type', type); // after what the name suggests
  try {
    await pipeline(content, response);
  } catch (error) {
    // The status has been sent: whoever reads learns of it by an answer that breaks off.
    response.destroy();
    const hasLeft = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hasLeft && !isConnectionError(error)) report(error);
  }
}
