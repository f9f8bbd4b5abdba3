import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputFailure } from '../domain/failure.js';
import type { BlobStore } from './blob-store.type.js';
import { localBlobStore } from './local-blob-store.js';
import { parseS3Location } from './s3-location.js';

/**
 * The store at a folder's path, made when missing, or at `s3://bucket/prefix`, with credentials, region and endpoint from
 * the environment variables all tools of AWS know.
 *
 * @throws InputFailure BAD_FEATURES_LOCATION, BAD_FEATURES_FOLDER, those of `openS3BlobStore`
 */
export async function openBlobStore(location: string): Promise<BlobStore> {
  if (/^s3:/i.test(location)) {
    const place = parseS3Location(location);
    // Loading the client takes a quarter of a second, which those who use a folder need not wait.
    const { openS3BlobStore } = await import('./open-s3-blob-store.js');
    return openS3BlobStore(place);
  }
  const [scheme] = /^[a-z][a-z0-9+.-]+:\/\//i.exec(location) ?? [];
  if (scheme !== undefined || location === '') {
    throw new InputFailure(
      'BAD_FEATURES_LOCATION',
      `Features cannot be kept at ${scheme === undefined ? 'an empty location' : `a ${scheme} address`}; expected the path of a folder, or s3://bucket/prefix.`,
      'INTERLENS_FEATURES',
    );
  }
  return localBlobStore(await usableFolder(resolve(location)));
}

async function usableFolder(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.R_OK | constants.W_OK);
    return folder;
  } catch (error) {
    throw new InputFailure(
      'BAD_FEATURES_FOLDER',
      `Features cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): expected a folder that can be read and written.`,
      'INTERLENS_FEATURES',
      { cause: error },
    );
  }
}
