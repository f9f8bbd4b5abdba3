import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { claimStep } from '../../src/store/run-steps.js';
import { abandonRun } from '../../src/store/run-transitions.js';
import { findRun } from '../../src/store/runs.js';
import { takeStep } from '../support/take-step.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('claimStep', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterAll(() => workspace.close());

  it('records every engine that took part in a run, once, and takes no step of one that has ended', async () => {
    const { id } = await startEstimation(workspace, { dataset: 'small' });
    const { store } = workspace;
    const engine = async (): Promise<string | undefined> => (await findRun(store, id))?.engine;
    for (const [position, next, recorded] of [
      [0, 'tensorflow-wasm', 'tensorflow-wasm'],
      [1, 'wasm', 'tensorflow-wasm, wasm'],
      [2, 'wasm', 'tensorflow-wasm, wasm'],
      [3, 'tensorflow-wasm', 'tensorflow-wasm, wasm'],
    ] as const) {
      expect(await takeStep(store, { runId: id, position }, `slot-${String(position)}`, next)).not.toBeNull();
      expect(await engine()).toBe(recorded);
    }
    await abandonRun(store, id, { status: 'CANCELLED', message: 'enough' });
    expect(await claimStep(store, { runId: id, position: 4 }, 'slot', 'wasm-relaxed')).toBeNull();
    expect(await engine()).toBe('tensorflow-wasm, wasm');
  });
});
