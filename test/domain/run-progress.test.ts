import { describe, expect, it } from 'vitest';
import { runProgress, type StepGroup } from '../../src/domain/run-progress.js';

const group = (parts: Partial<StepGroup>): StepGroup => ({
  done: { cost: 0, seconds: 0 },
  running: { cost: 0, costDone: 0 },
  waiting: { cost: 0 },
  ...parts,
});

describe('runProgress', () => {
  it('goes by estimated costs before anything is measured', () => {
    const groups = [group({ waiting: { cost: 30 } }), group({ running: { cost: 10, costDone: 5 } })];
    expect(runProgress(groups, 2)).toEqual({ share: 5 / 40, remainingSeconds: null });
  });

  it('goes by what finished steps of the same group took, then by what all finished ones took', () => {
    const groups = [
      group({ done: { cost: 10, seconds: 100 }, waiting: { cost: 10 } }), // 10 s a unit: 100 s to come
      group({ done: { cost: 90, seconds: 9 }, running: { cost: 10, costDone: 5 } }), // .1 s: half a second
      group({ waiting: { cost: 20 } }), // 109 s for 100 units: 21.8 s
    ];
    const { share, remainingSeconds } = runProgress(groups, 2);
    expect(remainingSeconds).toBeCloseTo((100 + 0.5 + 21.8) / 2, 10);
    expect(share).toBeCloseTo((109 + 0.5) / (109 + 0.5 + 100 + 0.5 + 21.8), 10);
  });

  it('is 1 with nothing left, 0 with nothing done, and a number whatever the costs', () => {
    expect(runProgress([group({ done: { cost: 5, seconds: 2 } })], 0)).toEqual({
      share: 1,
      remainingSeconds: 0,
    });
    expect(runProgress([group({ waiting: { cost: 5 } })], 1).share).toBe(0);
    expect(runProgress([], 1)).toEqual({ share: 0, remainingSeconds: null });
    expect(runProgress([group({ done: { cost: 5, seconds: 0 }, waiting: { cost: 5 } })], 1).share).toBe(0.5);
  });
});
