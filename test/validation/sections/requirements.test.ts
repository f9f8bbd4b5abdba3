import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/database/package-root.js';
import { readFigures } from '../../../validation/figures-file.js';
import { isMet } from '../../../validation/requirement.js';
import type { Section } from '../../../validation/section.type.js';
import { accuracy } from '../../../validation/sections/accuracy.js';
import { comparability } from '../../../validation/sections/comparability.js';
import { comparabilityRequirements } from '../../../validation/sections/comparability-requirements.js';
import { entropy } from '../../../validation/sections/entropy.js';
import { chanceRequirement, falsePositiveRequirement } from '../../../validation/sections/false-positives.js';
import { projection } from '../../../validation/sections/projection.js';
import { threeWay } from '../../../validation/sections/three-way.js';

/** The figures in docs, changed. */
function changed(section: Section, change: (key: string, value: unknown) => unknown): unknown {
  const record = readFigures(`${packageRoot()}/docs`, section.name)!;
  return JSON.parse(JSON.stringify(record.figures), change) as unknown;
}

const failed = (section: Section, figures: unknown): readonly string[] =>
  section
    .requirements(figures)
    .filter((one) => !isMet(one))
    .map(({ what }) => what);

describe('what the validation requires', () => {
  it('of the accuracy is not met where accuracy makes no difference', () => {
    const same = changed(accuracy, (key, value) =>
      key === 'rmse' ? { r: 0.05, u1: 0, u2: 0, s: 0 } : value,
    );
    const names = failed(accuracy, same);
    expect(names).toHaveLength(4); // of two cases, the rise by inaccuracy and by overconfidence
    expect(names[0]).toContain('least rise of the error of r');
  });

  it('of the projection is not met where the form chosen is worse than all columns', () => {
    const worse = changed(projection, (key, value) => (key === 'chosen' ? [{ excess: 100 }] : value));
    expect(failed(projection, worse)).toEqual([expect.stringContaining('a chosen form costs more')]);
  });

  it('of three-way XOR is not met where a pair knows something, or the joined pair misses something', () => {
    const knowing = changed(threeWay, (key, value) => (key === 'i12' ? Number(value) + 0.03 : value));
    expect(failed(threeWay, knowing)).toEqual([
      'largest absolute I12 of a pair',
      'error of I12 of x1 and (x2, x3)',
    ]);
    const missing = changed(threeWay, (key, value) => (key === 'truth' ? 0.69 : value));
    expect(failed(threeWay, missing)).toEqual([
      'error of I12 of x1 and (x2, x3)',
      'error of S of x1 and (x2, x3)',
    ]);
  });

  it('of comparability is not met where the default has the errors of another option', () => {
    const swapped = changed(comparability, (_, value) => {
      if (typeof value !== 'object' || value === null || !('z-scored' in value)) return value;
      const byOption = value as Record<string, unknown>;
      return { ...byOption, 'z-scored': byOption['standardized'], standardized: byOption['z-scored'] };
    });
    expect(failed(comparability, swapped)).toHaveLength(3);
  });

  it('of comparability notices that a unit does something', () => {
    const errors = (error: number) => [
      { option: 'z-scored' as const, error },
      { option: 'standardized' as const, error: 0.8 },
    ];
    const options = { classes: 10, irrelevantFirst: 20 };
    const unit = (error: number) =>
      comparabilityRequirements('z-scored', [
        { options, errors: errors(0.4) },
        { options: { ...options, firstUnit: 1000 }, errors: errors(error) },
      ]).at(-1)!;
    expect(unit(0.4005)).toSatisfy(isMet);
    expect(unit(0.402)).not.toSatisfy(isMet);
    expect(comparabilityRequirements('z-scored', [])).toEqual([]);
  });

  it('of densities is both what is promised and what has been reached', () => {
    const figures = (excess: number) => ({
      grid: [],
      compared: [{ name: 'iso d=8', rows: 8000, ours: [{ excess, excessOfOneGaussian: excess, form: '' }] }],
    });
    expect(failed(entropy, figures(0.004))).toEqual([]);
    expect(failed(entropy, figures(0.008))).toEqual([expect.stringContaining('what has been reached')]);
    expect(failed(entropy, figures(0.02))).toHaveLength(2);
  });

  it('of the permutation test is that few p-values are small', () => {
    const figures = (small: number, p: number | null) => ({
      permutations: 199,
      shuffled: Array.from({ length: 60 }, (_, at) => {
        const value = at < small ? p : 1;
        return { I1: value, I2: 1, I12: 1, R: 1, S: 1 };
      }),
    });
    expect(falsePositiveRequirement(figures(5, 0.045), 'I1')).toSatisfy(isMet);
    expect(falsePositiveRequirement(figures(6, 0.045), 'I1')).not.toSatisfy(isMet);
    expect(falsePositiveRequirement(figures(6, 0.05), 'I1')).toSatisfy(isMet);
    // Eight of sixty are .0098 likely where .05 are due.
    expect(chanceRequirement(figures(7, 0.05), 'I1')).toSatisfy(isMet);
    expect(chanceRequirement(figures(8, 0.05), 'I1')).not.toSatisfy(isMet);
    for (const requirement of [falsePositiveRequirement, chanceRequirement]) {
      expect(requirement(figures(1, null), 'I1')).not.toSatisfy(isMet);
    }
  });
});
