import { describe, expect, it } from 'vitest';
import type { EstimationConfig } from '../../src/estimation/config.js';
import { presets } from '../../src/estimation/presets.js';
import { planSteps, type ModelStep, type Planned, type PlannedStep } from '../../src/estimation/steps.js';

const shape = {
  samples: 100,
  classes: 3,
  first: { name: 'image', dimension: 40 },
  second: { name: 'text', dimension: 2 },
};

function expectProperPlan(steps: readonly PlannedStep[]): void {
  expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
  expect(steps.every(({ cost }) => cost > 0)).toBe(true);
  steps.forEach(({ needs }, position) => {
    expect(needs.every((needed) => needed >= 0 && needed < position)).toBe(true);
  });
}

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

  it('gives every step its own name, a positive cost and earlier steps to need', () => {
    expectProperPlan(steps);
  });
});

describe('planSteps with uncertainty', () => {
  const base = presets['fast']!;
  const plan = (uncertainty: Partial<EstimationConfig['uncertainty']>) =>
    planSteps({ ...base, uncertainty: { ...base.uncertainty, ...uncertainty } }, shape);
  const isModel = (step: PlannedStep): step is ModelStep & Planned =>
    step.kind === 'CLASSIFIER' || step.kind === 'DENSITY';

  it('repeats all models, the first repetition named as if it were the only one', () => {
    const steps = plan({ repetitions: 3 });
    expectProperPlan(steps);
    const models = steps.filter(isModel);
    const alone = plan({}).filter(isModel);
    expect(models).toHaveLength(3 * alone.length);
    expect(models.slice(0, alone.length)).toEqual(alone);
    for (const repetition of [0, 1, 2]) {
      const ofIt = models.filter((step) => step.repetition === repetition);
      expect(ofIt.map(({ kind, subject, fold }) => [kind, subject, fold])).toEqual(
        alone.map(({ kind, subject, fold }) => [kind, subject, fold]),
      );
    }
    expect(models.at(-1)!.name).toBe(`density:text:fold-${base.folds - 1}:repetition-2`);
  });

  it('decomposes before it permutes, the observed labels first, and permutes nothing unasked', () => {
    const steps = plan({ permutations: 4 });
    expectProperPlan(steps);
    const closing = steps.filter((step) => !isModel(step));
    expect(closing.map(({ name }) => name)).toEqual([
      'decompose',
      ...[0, 1, 2, 3, 4].map((permutation) => `permutation-${permutation}`),
      'aggregate',
    ]);
    const permutations = closing.flatMap((step) => (step.kind === 'PERMUTATION' ? [step.permutation] : []));
    expect(permutations).toEqual([0, 1, 2, 3, 4]);
    expect(plan({}).some(({ kind }) => kind === 'PERMUTATION')).toBe(false);
  });

  it('draws the bootstrap once, before the aggregates, and reckons it by its draws', () => {
    const share = (bootstrap: number): number => {
      const steps = plan({ bootstrap });
      expectProperPlan(steps);
      expect(steps.slice(-3).map(({ kind }) => kind)).toEqual(['DECOMPOSE', 'BOOTSTRAP', 'AGGREGATE']);
      const [drawn, closing] = steps.slice(-2);
      return drawn!.cost / closing!.cost;
    };
    expect(share(2000)).toBeCloseTo(2 * share(1000), 12);
    expect(plan({}).some(({ kind }) => kind === 'BOOTSTRAP')).toBe(false);
  });

  it('plans all of them together', () => {
    const steps = plan({ repetitions: 2, permutations: 2, bootstrap: 100 });
    expectProperPlan(steps);
    expect(steps.filter((step) => !isModel(step)).map(({ kind }) => kind)).toEqual([
      'DECOMPOSE',
      'PERMUTATION',
      'PERMUTATION',
      'PERMUTATION',
      'BOOTSTRAP',
      'AGGREGATE',
    ]);
  });
});

it('reckons wider modalities, more components and more candidates as more work', () => {
  const costOf = (config: EstimationConfig, name: string): number => {
    const steps = planSteps(config, shape);
    return steps.find((step) => step.name === name)!.cost;
  };
  const [accurate, fast] = [presets['accurate']!, presets['fast']!];
  expect(costOf(fast, 'density:image:fold-0')).toBeGreaterThan(costOf(fast, 'density:text:fold-0'));
  expect(costOf(fast, 'classifier:image+text:fold-0')).toBeGreaterThan(
    costOf(fast, 'classifier:image:fold-0'),
  );
  for (const name of ['density:image:fold-0', 'classifier:text:fold-0']) {
    expect(costOf(accurate, name)).toBeGreaterThan(costOf(fast, name));
  }
});
