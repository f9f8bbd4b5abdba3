import { describe, expect, it } from 'vitest';
import { checkBootstrapSize } from '../../src/actions/check-bootstrap-size.js';
import { presets } from '../../src/estimation/presets.js';

const withDraws = (bootstrap: number) => ({
  uncertainty: { ...presets['accurate']!.uncertainty, bootstrap },
});

describe('checkBootstrapSize', () => {
  it.each([
    [1_000, 4_999],
    [100_000, 49],
    [499, 10_000],
    [0, 10_000],
  ])('lets %i draws of %i classes pass', (draws, classes) => {
    expect(() => checkBootstrapSize(withDraws(draws), classes, 'config')).not.toThrow();
  });

  it.each([
    [1_001, 4_999, 1_000],
    [100_000, 50, 98_039],
    [100_000, 10_000, 499],
  ])('refuses %i draws of %i classes, and says that %i fit', (draws, classes, most) => {
    expect(() => checkBootstrapSize(withDraws(draws), classes, 'uncertainty')).toThrow(
      expect.objectContaining({
        name: 'InputFailure',
        code: 'BAD_CONFIG',
        field: 'uncertainty',
        message: `The value uncertainty.bootstrap must be at most ${String(most)} for a dataset of ${String(classes)} classes, got ${String(draws)}.`,
      }),
    );
  });
});
