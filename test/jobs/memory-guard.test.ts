import { describe, expect, it } from 'vitest';
import { memoryGuard } from '../../jobs/memory-guard.js';

const need = (runId: string, step: number, features = 0) => ({ runId, step, features });
const never = new AbortController().signal;

/** Whether a promise has settled by the time all that is ready has run. */
async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending');
  return (
    (await Promise.race([promise, new Promise((resolve) => setImmediate(resolve, pending))])) === pending
  );
}

describe('memoryGuard', () => {
  it('lets begin what fits, counts a run’s features once, and the rest in their order', async () => {
    const guard = memoryGuard(100);
    const first = await guard.take(need('a', 20, 40), never);
    const second = await guard.take(need('a', 30, 40), never);
    expect(guard.taken).toBe(90);
    const third = guard.take(need('b', 15, 10), never);
    const fourth = guard.take(need('a', 5, 40), never); // would fit, but the third was first
    expect(await isPending(third)).toBe(true);
    expect(await isPending(fourth)).toBe(true);
    second();
    second(); // once is enough
    (await third)();
    (await fourth)();
    first();
    expect(guard.taken).toBe(0);
  });

  it('lets begin alone what would never fit', async () => {
    const guard = memoryGuard(10);
    const small = await guard.take(need('a', 5), never);
    const large = guard.take(need('b', 50), never);
    expect(await isPending(large)).toBe(true);
    small();
    (await large)();
  });

  it('forgets who no longer waits, and lets the one behind begin', async () => {
    const guard = memoryGuard(10);
    const held = await guard.take(need('a', 8), never);
    const impatient = new AbortController();
    const large = guard.take(need('b', 5), impatient.signal);
    const small = guard.take(need('c', 2), never);
    impatient.abort(new Error('told to stop'));
    await expect(large).rejects.toThrow('told to stop');
    (await small)();
    held();
    expect(guard.taken).toBe(0);
    await expect(guard.take(need('d', 1), impatient.signal)).rejects.toThrow('told to stop');
  });
});
