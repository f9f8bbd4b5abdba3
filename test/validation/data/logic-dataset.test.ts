import { describe, expect, it } from 'vitest';
import { logicDataset } from '../../../validation/data/logic-dataset.js';
import { logicTasks } from '../../../validation/data/logic-tasks.js';
import { adjusted, worstMean } from '../../estimation/truth-tables.js';
import { mean } from '../../estimation/numbers.js';
import { expectPlanted } from '../expect-planted.js';

describe('the logic tasks as datasets', () => {
  it.each(Object.entries(logicTasks))('have the exact means of %s', (_, task) => {
    const dataset = logicDataset(task.outcomes, 400, 1);
    expectPlanted(dataset);
    const { r, u1, u2, s } = dataset.truth;
    const means = { R: mean(r), U1: mean(u1), U2: mean(u2), S: mean(s) };
    expect(worstMean(means, task.raw)).toBeLessThan(1e-13);
    expect(worstMean(adjusted(means), task.adjusted)).toBeLessThan(1e-13);
  });

  it('are balanced, in an order that follows the seed', () => {
    const { outcomes } = logicTasks['XOR']!;
    const { first, second, classIndex } = logicDataset(outcomes, 40, 1);
    for (const { x1, x2, y } of outcomes) {
      const alike = Array.from(classIndex).filter(
        (label, row) => first.data[row] === x1 && second.data[row] === x2 && label === y,
      );
      expect(alike.length).toBe(10);
    }
    expect(logicDataset(outcomes, 40, 2).classIndex).not.toEqual(classIndex);
    expect(logicDataset(outcomes, 40, 1).classIndex).toEqual(classIndex);
  });

  it('refuse a number of samples that cannot be balanced', () => {
    expect(() => logicDataset(logicTasks['XOR']!.outcomes, 42, 1)).toThrow('multiple of 4 outcomes, got 42');
  });
});
