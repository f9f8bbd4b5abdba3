import { describe, expect, it } from 'vitest';
import { presets } from '../../src/estimation/config.js';
import { planSteps } from '../../src/estimation/steps.js';

const shape = {
  samples: 100,
  classes: 3,
  first: { name: 'image', dimension: 40 },
  second: { name: 'text', dimension: 2 },
};

describe.each(Object.values(presets))('planSteps of preset $preset', (config) => {
  const steps = planSteps(config, shape);

  it('has five models a fold, then the closing steps', () => {
    expect(steps).toHaveLength(5 * config.folds + 2);
    expect(steps.slice(-2).map(({ kind }) => kind)).toEqual(['DECOMPOSE', 'AGGREGATE']);
    expect(steps.slice(0, 5).map(({ name }) => name)).toEqual([
      'classifier:image:fold-0',
      'classifier:text:fold-0',
      'classifier:image+text:fold-0',
      'density:image:fold-0',
      'density:text:fold-0',
    ]);
  });

  it('gives every step its own name and a positive weight, adding to 1', () => {
    expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
    expect(steps.every(({ weight }) => weight > 0)).toBe(true);
    expect(steps.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
  });
});
