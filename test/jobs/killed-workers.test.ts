import { afterAll, beforeAll, expect, it } from 'vitest';
import { measureKills } from '../../bench/soak/kills.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { eventsOf } from '../support/run-to-end.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** `npm run soak` does 20. */
const KILLS = 6;
/** Of hundreds of steps, each a fraction of a second. */
const request = { seed: 5, uncertainty: { repetitions: 2, permutations: 360, bootstrap: 20 } };

let workspace: TestWorkspace;

beforeAll(async () => {
  workspace = await openTestWorkspace();
  await importSmallDataset(workspace, 'small', 600);
});
afterAll(() => workspace.close());

it(`a run completes through ${String(KILLS)} kills, with the same records, and does no more again than was at work`, async () => {
  const place = {
    url: workspace.url,
    home: workspace.folder,
    store: workspace.store,
    estimate: (of: object) => startEstimation(workspace, { dataset: 'small', preset: 'fast', ...of }),
    eventsOf: ({ id }: { id: string }) => eventsOf(workspace, id),
    recordsOf: async ({ id: runId }: { id: string }) =>
      JSON.stringify(
        await workspace.store.prisma.interaction.findMany({
          where: { runId },
          orderBy: { sampleIndex: 'asc' },
          omit: { runId: true },
        }),
      ),
  };
  const { resumedAfterMs, stepsLost, ...result } = await measureKills(place, KILLS, request, 7);
  expect(result).toEqual({
    end: { type: 'COMPLETED', progress: 1 },
    kills: KILLS,
    doneAgainNeedlessly: 0,
    notCompletedOnce: 0,
    sameRecords: true,
  });
  expect(stepsLost).toBeGreaterThanOrEqual(KILLS);
  expect(resumedAfterMs.median).toBeLessThan(5_000);
  expect(resumedAfterMs.most).toBeLessThan(20_000); // of a machine that does many other things
}, 400_000);
