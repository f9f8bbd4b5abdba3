import { describe, expect, it } from 'vitest';
import { applyAdjustment, findAdjustment } from '../../src/estimation/adjustment.js';
import { Random } from '../../src/estimation/random.js';
import { adjusted, exactMeans, exactPrimitives, logicTasks, worstMean } from './truth-tables.js';

const random = new Random(2, 'test/adjustment');
const draw = () => ({
  R: random.normal(),
  U1: random.normal(),
  U2: random.normal(),
  S: random.normal(),
});

describe('the adjustment', () => {
  it.each(Object.entries(logicTasks))(
    'gives the exact table for %s',
    (_, { outcomes, adjusted: expected }) => {
      const means = exactMeans(exactPrimitives(outcomes));
      expect(worstMean(adjusted(means), expected)).toBeLessThan(1e-14);
    },
  );

  it.each([
    [{ R: 0.1, U1: 0.2, U2: 0.3, S: 0.4 }, 'none', 0],
    [{ R: 0, U1: 0, U2: 0, S: 0 }, 'none', 0],
    [{ R: -0.1, U1: -5, U2: 0.3, S: 0.4 }, 'negative-redundancy-or-synergy', 0.1],
    [{ R: 0.1, U1: 0.2, U2: 0.3, S: -0.4 }, 'negative-redundancy-or-synergy', 0.4],
    [{ R: -0.5, U1: 0.2, U2: 0.3, S: -0.4 }, 'negative-redundancy-or-synergy', 0.5],
    [{ R: 0.1, U1: -0.2, U2: 0.3, S: 0.4 }, 'negative-uniqueness', -0.2],
    [{ R: 0.1, U1: -0.2, U2: -0.3, S: 0.4 }, 'negative-uniqueness', -0.3],
  ])('of %o is %s with offset %d', (means, rule, offset) => {
    expect(findAdjustment(means)).toEqual({ offset, rule });
  });

  it('leaves the three identities as they were', () => {
    for (let sample = 0; sample < 2000; sample += 1) {
      const means = draw();
      const after = adjusted(means);
      expect(after.R + after.U1).toBeCloseTo(means.R + means.U1, 13);
      expect(after.R + after.U2).toBeCloseTo(means.R + means.U2, 13);
      expect(after.R + after.U1 + after.U2 + after.S).toBeCloseTo(
        means.R + means.U1 + means.U2 + means.S,
        13,
      );
    }
  });

  it('lifts what the rule names to zero, and makes R = min(I1, I2) when a uniqueness was negative', () => {
    const fired = { none: 0, 'negative-redundancy-or-synergy': 0, 'negative-uniqueness': 0 };
    for (let sample = 0; sample < 2000; sample += 1) {
      const means = draw();
      const { rule } = findAdjustment(means);
      const after = adjusted(means);
      fired[rule] += 1;
      if (rule === 'none') expect(after).toEqual(means);
      if (rule === 'negative-redundancy-or-synergy') expect(Math.min(after.R, after.S)).toBeCloseTo(0, 14);
      if (rule === 'negative-uniqueness') {
        expect(Math.min(after.U1, after.U2)).toBeCloseTo(0, 14);
        expect(after.R).toBeCloseTo(Math.min(means.R + means.U1, means.R + means.U2), 14);
      }
    }
    expect(Math.min(...Object.values(fired))).toBeGreaterThan(100);
  });

  it('moves by its offset alone', () => {
    const moved = applyAdjustment({ R: 1, U1: 2, U2: 3, S: 4 }, 0.25);
    expect(moved).toEqual({ R: 1.25, U1: 1.75, U2: 2.75, S: 4.25 });
  });
});
