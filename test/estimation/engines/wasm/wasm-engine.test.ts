import { expect, it } from 'vitest';
import { loadWasmEngine } from '../../../../jobs/engines/load-wasm-engine.js';
import { startMixture } from '../../../../src/estimation/densities/mixture-start.js';
import { Random } from '../../../../src/estimation/random.js';
import { mixtureTask } from '../../mixture-task.js';
import { normals, standardized } from '../../numbers.js';

it('gives back what a session took that could not have all it asked for', async () => {
  const engine = loadWasmEngine()!;
  const features = standardized(300, 3, normals(120, 'wasm-engine', 900));
  const nothing = new Float64Array(0);
  const huge = {
    components: 600,
    dimension: 2048,
    weights: nothing,
    means: nothing,
    precisionFactors: nothing,
  };
  const failure = async (): Promise<string> => {
    const opened = engine.openMixture(
      { ...mixtureTask(features, 1e-4), ridge: new Float64Array(2048) },
      huge,
    );
    return opened.then(
      () => 'opened',
      (error: unknown) => (error as Error).message,
    );
  };
  const message = await failure();
  expect(message).toMatch(/^the wasm engine cannot have \d+ MB of memory: \d+ MB are in use, \d+ MB more are needed$/); // prettier-ignore
  expect(await failure()).toBe(message);
  const start = await startMixture(engine, features, 2, new Random(1, 'wasm-engine'));
  const session = await engine.openMixture(mixtureTask(features, 1e-4), start);
  expect(Number.isFinite(await session.iterate())).toBe(true);
  await session.close();
});
