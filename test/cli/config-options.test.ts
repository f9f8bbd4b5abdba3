import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addConfigOptions, configOf, type ConfigOptions } from '../../src/cli/config-options.js';

function parsed(...args: readonly string[]): ReturnType<typeof configOf> {
  const command = addConfigOptions(new Command('estimate')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return configOf(command.parse(args, { from: 'user' }).opts<ConfigOptions>());
}

describe('options that choose the values of an estimation', () => {
  it('are the accurate preset’s where none is given', () => {
    expect(parsed()).toEqual({ preset: 'accurate', config: {}, uncertainty: {} });
  });

  it('have names of their own for what is asked for most', () => {
    const uncertainty = ['--bootstrap=500', '--confidence=0.95', '--repetitions=3', '--permutations=99'];
    expect(parsed('--preset', 'fast', '--comparability', 'z-scored', ...uncertainty)).toEqual({
      preset: 'fast',
      config: { comparability: 'z-scored' },
      uncertainty: { bootstrap: 500, confidence: 0.95, repetitions: 3, permutations: 99 },
    });
  });

  it('set any value: JSON, or a bare word for a text, the last one given for a path', () => {
    const settings = [
      'classifier.perceptron.hidden=128',
      'classifier.perceptron.patience=null',
      'classifier.calibrate=false',
      'density.components=[1, 2]',
      'density.knife={"start":"data"}',
      'density.knife.start=random',
      'prior=uniform',
      'prior="empirical"',
      'comparability=common-dimension',
      'folds=NaN',
    ];
    expect(parsed(...settings.flatMap((setting) => ['--set', setting])).config).toEqual({
      classifier: { perceptron: { hidden: 128, patience: null }, calibrate: false },
      density: { components: [1, 2], knife: { start: 'random' } },
      prior: 'empirical',
      comparability: 'common-dimension',
      folds: 'NaN',
    });
    expect(parsed('--set', 'folds=2', '--set', 'folds.more=3').config).toEqual({ folds: { more: 3 } });
    expect(parsed('--set', 'comparability=z-scored', '--comparability', 'standardized').config).toEqual({
      comparability: 'standardized',
    });
  });

  it('have a confidence only of intervals, however these are asked for', () => {
    const set = ['--set', 'uncertainty.bootstrap=100'];
    expect(parsed('--confidence', '0.5', ...set).uncertainty).toEqual({ confidence: 0.5 });
    for (const without of [
      [],
      ['--bootstrap', '0'],
      ['--bootstrap', '0', ...set],
      ['--set', 'uncertainty=3'],
    ]) {
      expect(() => parsed('--confidence', '0.5', ...without)).toThrow(
        expect.objectContaining({ name: 'InputFailure', code: 'BAD_CALL', field: 'confidence', message: expect.stringMatching(/^--confidence needs --bootstrap: /) as string }), // prettier-ignore
      );
    }
  });

  it('cannot reach what every object has', () => {
    const { config } = parsed('--set', '__proto__.folds=3', '--set', 'constructor.x=1');
    expect(Object.keys(config!)).toEqual(['__proto__', 'constructor']);
    expect(({} as Record<string, unknown>)['folds']).toBeUndefined();
  });

  it.each([
    [['--set', 'folds'], /expected PATH=VALUE, such as/],
    [['--set', '=3'], /expected PATH=VALUE/],
    [['--set', 'folds='], /expected PATH=VALUE/],
    [['--set', 'density..ridge=3'], /expected PATH=VALUE/],
    [['--set', 'density.components=[1,'], /the value \[1, is neither JSON .* nor a single word/],
    [['--set', 'prior=two words'], /neither JSON/],
    [['--bootstrap', '1.5'], /whole number from 0 to 100000/],
    [['--bootstrap=-1'], /whole number from 0 to 100000/],
    [['--repetitions', '0'], /whole number from 1 to 100/],
    [['--permutations', 'all'], /whole number from 0 to 10000/],
    [['--confidence', 'high'], /expected a number/],
    [['--confidence', ''], /expected a number/],
    [['--confidence', 'Infinity'], /expected a number/],
    [['--comparability', 'zscored'], /standardized, common-dimension, z-scored/],
  ])('are refused: %j', (args, message) => {
    expect(() => parsed(...args)).toThrow(message);
  });
});
