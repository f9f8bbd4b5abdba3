import { expect, it } from 'vitest';
import { interruptibleEngine } from '../../../jobs/engines/interruptible-engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { integers, standardized } from '../../estimation/numbers.js';

it('computes as the engine does until it is told to end, and closes then, too', async () => {
  let ended = false;
  const engine = interruptibleEngine(plainEngine, () => {
    if (ended) throw new Error('told to end');
  });
  expect(engine.name).toBe('plain');
  const features = standardized(4, 1, [1, 2, 3, 4]);
  const task = { features, labels: integers([0, 1, 0, 1]), classes: 2 };
  const parameters = Float64Array.of(1, -1, 0.5, 0);
  const [session, plain] = [await engine.openLogistic(task), await plainEngine.openLogistic(task)];
  expect(await session.evaluate(parameters)).toEqual(await plain.evaluate(parameters));
  ended = true;
  await expect(session.evaluate(parameters)).rejects.toThrow('told to end');
  await expect(session.logits(parameters, features)).rejects.toThrow('told to end');
  await expect(engine.openLogistic(task)).rejects.toThrow('told to end');
  await session.close();
});
