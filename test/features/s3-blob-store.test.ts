import { setImmediate, setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blobPath } from '../../src/features/blob-path.js';
import { BlobMissing, type BlobStore } from '../../src/features/blob-store.type.js';
import { BlobStoreUnavailable } from '../../src/features/blob-store-unavailable.js';
import { s3BlobStore } from '../../src/features/s3-blob-store.js';
import { connectToS3, type S3ConnectionOptions } from '../../src/features/s3-connection.js';
import { startRelay, type Relay } from '../support/relay.js';
import { startS3Server, TEST_BUCKET, type S3Server } from '../support/s3-server.js';
import { describeBlobStore } from './blob-store-conformance.js';

describeBlobStore('object storage', async () => {
  const server = await startS3Server();
  const place = { bucket: TEST_BUCKET, prefix: 'of/tests/' };
  const open = (): BlobStore =>
    s3BlobStore(connectToS3({ ...server.access, endpoint: server.endpoint }), place);
  const stores = [open(), open()] as const;
  const keyOf = (sha256: string): string => place.prefix + blobPath(sha256);
  return {
    blobs: stores[0],
    sameAgain: stores[1],
    overwrite: (sha256, bytes) => server.overwrite(keyOf(sha256), bytes),
    setDate: (sha256, date) => server.setDate(keyOf(sha256), date),
    async close() {
      for (const store of stores) await store.close();
      await server.close();
    },
  };
});

describe('object storage', () => {
  let server: S3Server;
  let relay: Relay;
  const opened: BlobStore[] = [];
  beforeAll(async () => {
    server = await startS3Server();
    relay = await startRelay(server.port);
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  afterAll(async () => {
    await relay.close();
    await server.close();
  });

  const open = (options: S3ConnectionOptions = {}, bucket = TEST_BUCKET): BlobStore => {
    const store = s3BlobStore(connectToS3({ ...server.access, endpoint: relay.endpoint, ...options }), {
      bucket,
      prefix: '',
    });
    opened.push(store);
    return store;
  };

  it('is sent nothing that it has', async () => {
    const blobs = open();
    const bytes = new Uint8Array(3_000_000).fill(1);
    const sha256 = await blobs.put(bytes);
    await server.setDate(blobPath(sha256), new Date(Date.now() - 60_000));
    const before = relay.passed.toServer;
    await blobs.put(bytes);
    expect(relay.passed.toServer - before).toBeLessThan(10_000);
  });

  it('is read on where it was when the server ends in the middle and comes back', async () => {
    const blobs = open();
    const bytes = new Uint8Array(40_000_000).map((_, index) => index % 253);
    const sha256 = await blobs.put(bytes);
    const before = relay.passed.toClient;
    const back: Promise<void>[] = [];
    relay.breakAfter(15_000_000, () => {
      back.push(
        server
          .kill()
          .then(() => setTimeout(300))
          .then(() => server.start()),
      );
    });
    expect(Buffer.compare(await blobs.get(sha256), bytes)).toBe(0);
    expect(back).toHaveLength(1);
    await back[0];
    // What had come was not asked for again, but for what was on its way.
    expect(relay.passed.toClient - before).toBeLessThan(50_000_000);
  });

  it('is read on where it was when the server falls silent in the middle', async () => {
    const bytes = new Uint8Array(60_000_000).map((_, index) => index % 241);
    const sha256 = await open().put(bytes);
    const blobs = open({ silenceMs: 500 });
    const before = relay.passed.toClient;
    const got = blobs.get(sha256);
    while (relay.passed.toClient - before < 5_000_000) await setImmediate();
    server.pause();
    await setTimeout(1_200);
    const whenSilent = relay.passed.toClient - before;
    server.resume();
    expect(Buffer.compare(await got, bytes)).toBe(0);
    expect(whenSilent).toBeLessThan(bytes.length);
    expect(relay.passed.toClient - before).toBeGreaterThan(bytes.length);
  });

  it('is found missing when the object became shorter meanwhile', async () => {
    const blobs = open();
    const sha256 = await blobs.put(new Uint8Array(10_000_000).fill(2));
    const changed: Promise<void>[] = [];
    relay.breakAfter(5_000_000, () => {
      changed.push(server.overwrite(blobPath(sha256), new Uint8Array(1_000)));
    });
    await expect(blobs.get(sha256)).rejects.toThrow(BlobMissing);
    expect(changed).toHaveLength(1);
  });

  it('is out of reach, not missing, while the server is down or says nothing', async () => {
    const sha256 = await open().put(Uint8Array.of(1, 2, 3));
    const blobs = open({ silenceMs: 500 });
    server.pause();
    await expect(blobs.has(sha256)).rejects.toThrow(BlobStoreUnavailable);
    server.resume();
    expect(await blobs.has(sha256)).toBe(true);
    await server.kill();
    const { host } = new URL(relay.endpoint);
    const told = `the features in the bucket "features" at ${host} are out of reach (ECONN`;
    await Promise.all(
      [
        blobs.get(sha256),
        blobs.put(Uint8Array.of(4)),
        blobs.delete(sha256),
        blobs.deleteUnused(sha256, new Date()),
      ].map((use) => expect(use).rejects.toThrow(told)),
    );
    await server.start();
    expect([...(await blobs.get(sha256))]).toEqual([1, 2, 3]);
  });

  it('is out of reach with a wrong key or without the bucket, also when it comes to that later', async () => {
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'not-the-secret' };
    const sha256 = await open().put(Uint8Array.of(1));
    const refused = open({ credentials });
    await expect(refused.get(sha256)).rejects.toThrow(BlobStoreUnavailable);
    await expect(refused.put(Uint8Array.of(1))).rejects.toThrow(BlobStoreUnavailable);
    await expect(refused.get(sha256)).rejects.not.toThrow('not-the-secret');
    const nowhere = open({}, 'no-such-bucket');
    await expect(nowhere.get(sha256)).rejects.toThrow(BlobStoreUnavailable);
    await expect(nowhere.put(Uint8Array.of(1))).rejects.toThrow('NoSuchBucket');
  });
});
