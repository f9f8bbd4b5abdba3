import { parseArgs, type ParseArgsConfig } from 'node:util';
import { InputFailure } from '../src/domain/failure.js';

/** Options of every suite of sections. */
export const SECTION_OPTIONS = {
  render: { type: 'boolean', default: false },
  tiny: { type: 'boolean', default: false },
  data: { type: 'string' },
  output: { type: 'string' },
} as const;

/** @throws InputFailure when an argument is not one of the config's */
export function parsedArguments<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new InputFailure('BAD_ARGUMENT', (error as Error).message, 'arguments');
  }
}

/**
 * The sections named, in their own order: all where none is, none where only the page is to be rendered.
 *
 * @throws InputFailure when there is no section of a name
 */
export function namedSections(
  known: readonly string[],
  named: readonly string[],
  render: boolean,
): readonly string[] {
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputFailure(
      'UNKNOWN_SECTION',
      `There is no section ${unknown}; expected some of ${known.join(', ')}.`,
      'section',
    );
  }
  return render ? [] : known.filter((name) => named.length === 0 || named.includes(name));
}

/** @throws InputFailure when figures of a tiny run would be written over the committed ones */
export function runSize(tiny: boolean, output: string | undefined): 'full' | 'tiny' {
  if (!tiny) return 'full';
  if (output === undefined) {
    throw new InputFailure(
      'NO_OUTPUT',
      '--tiny needs --output: its figures do not belong in docs.',
      'output',
    );
  }
  return 'tiny';
}
