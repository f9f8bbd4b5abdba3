import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openStepThreads } from '../../jobs/step-threads.js';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import type { BlobStore } from '../../src/features/blob-store.type.js';
import { openS3BlobStore } from '../../src/features/open-s3-blob-store.js';
import { quickRequest } from '../support/quick-request.js';
import { startS3Server, TEST_BUCKET, type S3Server } from '../support/s3-server.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('a run on features in object storage', () => {
  let server: S3Server;
  const workspaces: TestWorkspace[] = [];
  const workers: Worker[] = [];
  const stores: BlobStore[] = [];
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.stop();
    for (const workspace of workspaces.splice(0)) await workspace.close();
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(() => server.close());

  const openStore = async (prefix: string): Promise<BlobStore> => {
    const store = await openS3BlobStore(
      { bucket: TEST_BUCKET, prefix },
      { ...server.access, endpoint: server.endpoint },
    );
    stores.push(store);
    return store;
  };

  const workspaceOn = async (blobs?: BlobStore): Promise<TestWorkspace> => {
    const workspace = await openTestWorkspace(blobs);
    workspaces.push(workspace);
    await importSmallDataset(workspace);
    return workspace;
  };

  const work = async (workspace: TestWorkspace, blobs: BlobStore): Promise<void> => {
    workers.push(
      await startWorker(
        { ...workspace, blobs },
        { concurrency: 1, report: () => undefined, threads: await openStepThreads(1) },
      ),
    );
  };

  const recordsOf = async (workspace: TestWorkspace): Promise<object[]> => {
    const run = await startEstimation(workspace, { ...quickRequest, seed: 7 });
    const types: string[] = [];
    for await (const { type } of await followRunEvents(workspace, run.id, 0)) types.push(type);
    expect(types.at(-1)).toBe('COMPLETED');
    return workspace.store.prisma.interaction.findMany({
      where: { runId: run.id },
      orderBy: { sampleIndex: 'asc' },
      omit: { runId: true },
    });
  };

  it('comes to the same records as one on a folder, bit for bit', async () => {
    const onFolder = await workspaceOn();
    await work(onFolder, onFolder.blobs);
    const expected = await recordsOf(onFolder);
    expect(expected).toHaveLength(60);

    // The worker has a connection of its own, as one on another host would.
    const onS3 = await workspaceOn(await openStore('run/'));
    await work(onS3, await openStore('run/'));
    expect(await recordsOf(onS3)).toEqual(expected);
  });

  it('waits for object storage that is away for a moment', async () => {
    const blobs = await openStore('outage/');
    const workspace = await workspaceOn(blobs);
    await server.kill();
    await work(workspace, blobs);
    const records = recordsOf(workspace);
    await setTimeout(1_500);
    await server.start();
    expect(await records).toHaveLength(60);
  });
});
