import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3Server, TEST_BUCKET, type S3Server } from '../support/s3-server.js';
import { createTestDatabase } from '../support/test-database.js';
import { writeNpz } from '../support/npz.js';
import { runCli, type CliResult } from './run-cli.js';

describe('INTERLENS_FEATURES', () => {
  let folder: string;
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let server: S3Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'interlens-features-'));
    database = await createTestDatabase();
    server = await startS3Server();
    const rows = Array.from({ length: 80 }, (_, row) => row);
    await writeNpz(join(folder, 'data.npz'), {
      x1: { columns: 1, values: rows.map((row) => (row * 0.377) % 1) },
      x2: { columns: 1, values: rows.map((row) => (row % 2) + ((row * 0.618) % 1)) },
      y: { values: rows.map((row) => row % 2) },
    });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  const cli = (environment: Record<string, string>, ...args: string[]): Promise<CliResult> =>
    runCli(args, {
      cwd: folder,
      env: {
        DATABASE_URL: database.url,
        INTERLENS_HOME: join(folder, 'home'),
        AWS_ENDPOINT_URL: server.endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'S3RVER',
        AWS_SECRET_ACCESS_KEY: 'S3RVER',
        ...environment,
      },
    });
  const importing = [
    'import',
    'data.npz',
    '--name',
    'pairs',
    '--modality',
    'x1=x1',
    '--modality',
    'x2=x2',
    '--label',
    'y',
  ];

  it('names the object storage that every command uses', async () => {
    const features = { INTERLENS_FEATURES: `s3://${TEST_BUCKET}/cli` };
    expect(await cli(features, ...importing, '--json')).toMatchObject({ code: 0, stderr: '' });
    expect(await readdir(folder)).toEqual(['data.npz']);
    const estimated = await cli(features, 'estimate', 'pairs', '--preset', 'fast', '--json');
    expect(estimated.code, estimated.stderr).toBe(0);
    expect(await readdir(folder)).toEqual(['data.npz']);
  });

  it.each([
    ['s3://Bucket', {}, "The features' location names no bucket"],
    [`s3://${TEST_BUCKET}`, { AWS_SECRET_ACCESS_KEY: 'not-the-s3cret' }, 'SignatureDoesNotMatch'],
    [`s3://${TEST_BUCKET}`, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }, 'ECONNREFUSED'],
    ['s3://no-such-bucket', {}, 'There is no bucket "no-such-bucket"'],
    ['data.npz/below', {}, 'ENOTDIR'],
  ] as const)('is refused in one line when it is %s with %j', async (location, environment, word) => {
    const { code, stdout, stderr } = await cli({ ...environment, INTERLENS_FEATURES: location }, 'runs');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^interlens: [^\n]+\n$/);
    expect(stderr).toContain(word);
    expect(stderr).not.toMatch(/s3cret|S3RVER/);
  });
});
