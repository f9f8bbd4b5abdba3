import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import { openBlobStore } from '../../src/features/open-blob-store.js';
import { startS3Server, TEST_BUCKET, type S3Server } from '../support/s3-server.js';

const failureOf = async (location: string): Promise<InputFailure> => {
  const failure: unknown = await openBlobStore(location).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(InputFailure);
  return failure as InputFailure;
};

describe('features at a location', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interlens-location-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are kept in a folder that is made', async () => {
    const blobs = await openBlobStore(join(folder, 'a/b'));
    const sha256 = await blobs.put(Uint8Array.of(1));
    expect((await stat(join(folder, 'a/b', sha256.slice(0, 2), sha256.slice(2)))).size).toBe(1);
  });

  it('are refused where there can be no folder', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const location of [file, join(file, 'below')]) {
      const { code, message } = await failureOf(location);
      expect(code).toBe('BAD_FEATURES_FOLDER');
      expect(message).toContain(location);
    }
  });

  it.each([
    ['', 'an empty location'],
    ['gs://bucket/features', 'a gs:// address'],
    ['https://user:secret@host/features', 'a https:// address'],
    ['s3:bucket', 'is no such address'],
    ['s3://', 'names no bucket'],
    ['s3://Bucket', 'names no bucket'],
    ['s3:///prefix', 'names no bucket'],
    ['s3://ab', 'names no bucket'],
    ['s3://a..b', 'names no bucket'],
    ['s3://key:secret@bucket', 'AWS_SECRET_ACCESS_KEY'],
    ['s3://bucket/../../etc/passwd', 'has a prefix'],
    ['s3://bucket/a//b', 'has a prefix'],
    ['s3://bucket/./a', 'has a prefix'],
    ['s3://bucket/a?versionId=1', 'has a prefix'],
    ['s3://bucket/a\n', 'has a prefix'],
    [`s3://bucket/${'a/'.repeat(400)}b`, 'has a prefix'],
  ])('are refused at %j', async (location, word) => {
    const { code, message, field } = await failureOf(location);
    expect({ code, field }).toEqual({ code: 'BAD_FEATURES_LOCATION', field: 'INTERLENS_FEATURES' });
    expect(message).toContain(word);
    expect(message).toContain('expected');
    expect(message).not.toMatch(/secret(?!_)|\n/);
  });
});

describe('features in object storage', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    vi.stubEnv('AWS_ENDPOINT_URL', server.endpoint);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'S3RVER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'S3RVER');
    // Not those of whoever runs the tests.
    vi.stubEnv('AWS_ENDPOINT_URL_S3', '');
    vi.stubEnv('AWS_PROFILE', undefined);
    vi.stubEnv('AWS_SESSION_TOKEN', undefined);
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null/config');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null/credentials');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  });
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    `s3://${TEST_BUCKET}`,
    `s3://${TEST_BUCKET}/`,
    `S3://${TEST_BUCKET}/team/a`,
    `s3://${TEST_BUCKET}/team/a/`,
  ])('are kept at %s with what the environment says', async (location) => {
    const blobs = await openBlobStore(location);
    const sha256 = await blobs.put(Uint8Array.of(1, 2));
    expect([...(await blobs.get(sha256))]).toEqual([1, 2]);
    await blobs.close();
  });

  it('are apart under different prefixes', async () => {
    const [one, other] = [
      await openBlobStore(`s3://${TEST_BUCKET}/one`),
      await openBlobStore(`s3://${TEST_BUCKET}/other`),
    ];
    const sha256 = await one.put(Uint8Array.of(9));
    expect([await one.has(sha256), await other.has(sha256)]).toEqual([true, false]);
    await one.close();
    await other.close();
  });

  it.each([
    [
      'a wrong secret',
      { AWS_SECRET_ACCESS_KEY: 'not-the-s3cret' },
      'FEATURES_REFUSED',
      'SignatureDoesNotMatch',
    ],
    ['an unknown key', { AWS_ACCESS_KEY_ID: 'N0BODY' }, 'FEATURES_REFUSED', 'InvalidAccessKeyId'],
    [
      'no key',
      { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
      'NO_CREDENTIALS',
      'set AWS_ACCESS_KEY_ID',
    ],
    [
      'a secret that broke over two lines',
      { AWS_ACCESS_KEY_ID: 'S3\nRVER' },
      'FEATURES_UNREACHABLE',
      'ERR_INVALID_CHAR',
    ],
    ['no region', { AWS_REGION: undefined }, 'NO_REGION', 'set AWS_REGION'],
    [
      'an endpoint that is no address',
      { AWS_ENDPOINT_URL: 'key:s3cret@host' },
      'BAD_ENDPOINT',
      'http://host:port',
    ],
    [
      'an endpoint with a password',
      { AWS_ENDPOINT_URL: 'http://key:s3cret@host' },
      'BAD_ENDPOINT',
      'without credentials',
    ],
    [
      'nothing at the endpoint',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      'FEATURES_UNREACHABLE',
      'ECONNREFUSED',
    ],
    [
      'an endpoint without a host',
      { AWS_ENDPOINT_URL: 'http://nowhere.invalid' },
      'FEATURES_UNREACHABLE',
      'nowhere.invalid',
    ],
  ] as const)('are refused with %s', async (_, environment, code, word) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    const failure = await failureOf(`s3://${TEST_BUCKET}/a`);
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(word);
    expect(failure.message).not.toMatch(/s3cret|N0BODY|S3RVER|\n/);
  });

  it('are refused where there is no such bucket', async () => {
    const { code, message, field } = await failureOf('s3://no-such-bucket');
    expect({ code, field }).toEqual({ code: 'NO_BUCKET', field: 'INTERLENS_FEATURES' });
    expect(message).toContain('no-such-bucket');
  });

  it('are refused where something else answers', async () => {
    const site = createServer((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello'),
    );
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(site.address() as AddressInfo).port}`);
    const failure = await failureOf(`s3://${TEST_BUCKET}`);
    site.closeAllConnections();
    site.close();
    expect(failure.code).toBe('FEATURES_UNREACHABLE');
    expect(failure.message).toContain('does not answer as object storage does (NotObjectStorage)');
  });
});
