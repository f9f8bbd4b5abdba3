import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/database/package-root.js';
import { InputFailure } from '../src/domain/failure.js';

export interface ValidateOptions {
  /** Names of the sections to run; none with `--render`. */
  readonly sections: readonly string[];
  readonly size: 'full' | 'tiny';
  /** Where VALIDATION.md and its figures go. */
  readonly output: string;
  readonly data: string | null;
  readonly threads: number;
}

/**
 * @param known names of all sections: run where none is named
 * @throws InputFailure when an argument is not one of those in the page's first lines
 */
export function validateOptions(argv: readonly string[], known: readonly string[]): ValidateOptions {
  const { values, positionals } = parsed(argv);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputFailure(
      'UNKNOWN_SECTION',
      `There is no section ${unknown}; expected some of ${known.join(', ')}.`,
      'section',
    );
  }
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new InputFailure('BAD_THREADS', `--threads is ${values.threads}; expected 1 or more.`, 'threads');
  }
  if (values.tiny && values.output === undefined) {
    throw new InputFailure(
      'NO_OUTPUT',
      '--tiny needs --output: its figures do not belong in docs.',
      'output',
    );
  }
  return {
    sections: values.render
      ? []
      : known.filter((name) => positionals.length === 0 || positionals.includes(name)),
    size: values.tiny ? 'tiny' : 'full',
    output: values.output ?? join(packageRoot(), 'docs'),
    data: values.data ?? null,
    threads,
  };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        render: { type: 'boolean', default: false },
        tiny: { type: 'boolean', default: false },
        data: { type: 'string' },
        output: { type: 'string' },
        threads: { type: 'string', default: '2' },
      },
    });
  } catch (error) {
    throw new InputFailure('BAD_ARGUMENT', (error as Error).message, 'arguments');
  }
}
