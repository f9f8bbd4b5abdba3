import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { abandonRun, startRun } from '../../src/store/run-transitions.js';
import { findRun } from '../../src/store/runs.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

describe('startRun', () => {
  let workspace: TestWorkspace;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
  });
  afterAll(() => workspace.close());

  it('records every engine that went on with a run, once, and begins none that has ended', async () => {
    const { id } = await startEstimation(workspace, { dataset: 'small' });
    const { store } = workspace;
    const engine = async (): Promise<string | undefined> => (await findRun(store, id))?.engine;
    for (const [next, recorded] of [
      ['tensorflow-wasm', 'tensorflow-wasm'],
      ['wasm', 'tensorflow-wasm, wasm'],
      ['wasm', 'tensorflow-wasm, wasm'],
      ['tensorflow-wasm', 'tensorflow-wasm, wasm'],
    ] as const) {
      expect(await startRun(store, id, next)).toBe(true);
      expect(await engine()).toBe(recorded);
    }
    await abandonRun(store, id, 'CANCELLED', 'enough');
    expect(await startRun(store, id, 'wasm-relaxed')).toBe(false);
    expect(await engine()).toBe('tensorflow-wasm, wasm');
  });
});
