import { S3Client } from '@aws-sdk/client-s3';
import { InputFailure } from '../domain/failure.js';
import { sha256Of } from './sha256-of.js';

/** A client and the server it speaks to. */
export interface S3Connection {
  readonly client: S3Client;
  /** Fit to be shown: no credentials. */
  readonly host: string;
}

/** What is otherwise taken from the environment or from AWS' own files, as every tool of AWS does. */
export interface S3ConnectionOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** How long the server may say nothing before a request is given up, milliseconds. */
  readonly silenceMs?: number;
}

const CONNECTING_MS = 5_000;
const SILENCE_MS = 30_000;

/**
 * Makes a client; nothing is asked of the network yet.
 *
 * @throws InputFailure BAD_ENDPOINT
 */
export function connectToS3({
  endpoint = endpointOfEnvironment(),
  region,
  credentials,
  silenceMs = SILENCE_MS,
}: S3ConnectionOptions = {}): S3Connection {
  // Which Node a newer client will need is ours to mind, not that of whoever runs a command on Node 20.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const host = endpoint === undefined ? 'Amazon S3' : hostOf(endpoint);
  const client = new S3Client({
    // Buckets are no host names at most servers that are not Amazon's.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    requestHandler: { connectionTimeout: CONNECTING_MS, socketTimeout: silenceMs },
    // Requests are signed with the sha256 of what they carry, and blobs are checked against their address: further
    // checksums would only cost time, and many servers know none of them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      await hashBody(args.request as SentRequest);
      return next(args);
    },
    { step: 'build', name: 'hashBody' },
  );
  return { client, host };
}

interface SentRequest {
  readonly body?: unknown;
  readonly headers: Record<string, string>;
}

/** Before the client does it: that would hash all of a part in one go, and hold up the event loop. */
async function hashBody({ body, headers }: SentRequest): Promise<void> {
  if (body instanceof Uint8Array) headers['x-amz-content-sha256'] = await sha256Of([body]);
}

function endpointOfEnvironment(): string | undefined {
  const { AWS_ENDPOINT_URL_S3: ofS3, AWS_ENDPOINT_URL: ofAll } = process.env;
  return [ofS3, ofAll].find((url) => url !== undefined && url !== '');
}

function hostOf(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return url.host;
  // Not repeated: it may hold a password.
  throw new InputFailure(
    'BAD_ENDPOINT',
    'AWS_ENDPOINT_URL is no address of an object storage: expected http://host:port or https://host, without credentials.',
    'AWS_ENDPOINT_URL',
  );
}
