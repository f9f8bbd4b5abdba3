import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ConfigOverrides } from '../actions/override-config.js';
import type { EstimationRequest } from '../actions/start-estimation.js';
import { InputFailure } from '../domain/failure.js';
import type { Comparability } from '../estimation/config.js';
import { presets } from '../estimation/presets.js';
import { anyNumber, wholeNumber } from './options.js';

export interface ConfigOptions {
  readonly preset: string;
  readonly comparability?: Comparability;
  readonly bootstrap?: number;
  readonly confidence?: number;
  readonly repetitions?: number;
  readonly permutations?: number;
  readonly set?: ConfigOverrides;
}

const COMPARABILITIES: readonly Comparability[] = ['standardized', 'common-dimension', 'z-scored'];

/** Options that choose the values of an estimation. */
export function addConfigOptions(command: Command): Command {
  return command
    .option('--preset <preset>', `set of values: ${Object.keys(presets).join(', ')}`, 'accurate')
    .option(
      '--bootstrap <n>',
      'bootstrap draws for intervals of the means, such as 1000',
      wholeNumber(0, 100_000),
    )
    .option('--confidence <p>', 'of the intervals of --bootstrap, such as 0.95 (default: 0.9)', anyNumber)
    .option(
      '--repetitions <n>',
      'independent estimations: records of their average, and the spread of each',
      wholeNumber(1, 100),
    )
    .option(
      '--permutations <n>',
      'estimations on permuted labels for p-values, such as 99',
      wholeNumber(0, 10_000),
    )
    .addOption(
      new Option(
        '--comparability <how>',
        'how surprisals of the two modalities are made comparable (default: the preset’s)',
      ).choices(COMPARABILITIES),
    )
    .option(
      '--set <path=value>',
      'any other value of the preset, as in density.components=[1,2]; repeat for more (docs/ESTIMATION.md lists them)',
      (text: string, others: ConfigOverrides | undefined) => withSetting(others ?? {}, text),
    );
}

/**
 * The values asked for; options of their own come before `--set`.
 *
 * @throws InputFailure BAD_CALL for a confidence without intervals, field `confidence`
 */
export function configOf({
  preset,
  set,
  comparability,
  ...options
}: ConfigOptions): Pick<EstimationRequest, 'preset' | 'config' | 'uncertainty'> {
  const { bootstrap, confidence, repetitions, permutations } = options;
  if (confidence !== undefined && (bootstrap ?? bootstrapOf(set)) === 0) {
    throw new InputFailure(
      'BAD_CALL',
      '--confidence needs --bootstrap: without draws, such as --bootstrap 1000, there are no intervals.',
      'confidence',
    );
  }
  return {
    preset,
    config: { ...set, ...(comparability !== undefined && { comparability }) },
    uncertainty: {
      ...(bootstrap !== undefined && { bootstrap }),
      ...(confidence !== undefined && { confidence }),
      ...(repetitions !== undefined && { repetitions }),
      ...(permutations !== undefined && { permutations }),
    },
  };
}

/** What `--set` makes of the bootstrap; no preset has draws of its own. */
function bootstrapOf(set: ConfigOverrides | undefined): unknown {
  const uncertainty = set?.['uncertainty'];
  if (typeof uncertainty !== 'object' || uncertainty === null) return 0;
  return 'bootstrap' in uncertainty ? uncertainty.bootstrap : 0;
}

function withSetting(overrides: ConfigOverrides, text: string): ConfigOverrides {
  const at = text.indexOf('=');
  const path = text.slice(0, at).split('.');
  if (at <= 0 || at === text.length - 1 || path.includes('')) {
    throw new InvalidArgumentError('expected PATH=VALUE, such as classifier.perceptron.hidden=128.');
  }
  return withValue(overrides, path, parseValue(text.slice(at + 1)));
}

function withValue(overrides: ConfigOverrides, path: readonly string[], value: unknown): ConfigOverrides {
  const [name, ...rest] = path;
  if (rest.length === 0) return { ...overrides, [name!]: value };
  const inner = Object.hasOwn(overrides, name!) ? overrides[name!] : null;
  const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  return { ...overrides, [name!]: withValue(isObject ? (inner as ConfigOverrides) : {}, rest, value) };
}

/** JSON, or a bare word for a text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (/^[A-Za-z][\w-]*$/.test(text)) return text;
    throw new InvalidArgumentError(
      `the value ${text} is neither JSON (128, true, null, [1,2]) nor a single word.`,
    );
  }
}
