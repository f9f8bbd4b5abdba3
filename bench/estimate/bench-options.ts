import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/database/package-root.js';
import { InputFailure } from '../../src/domain/failure.js';

export interface BenchOptions {
  /** Names of the sections to run; none with `--render`. */
  readonly sections: readonly string[];
  readonly size: 'full' | 'tiny';
  readonly data: string | null;
  readonly large: boolean;
  /** Folder of the results, one file a section. */
  readonly results: string;
  /** Folder PERFORMANCE.md goes to. */
  readonly page: string;
}

/**
 * @param known names of all sections: run where none is named
 * @throws InputFailure when an argument is not one of those in the page's first lines
 */
export function benchOptions(argv: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parsed(argv);
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputFailure(
      'UNKNOWN_SECTION',
      `There is no section ${unknown}; expected some of ${known.join(', ')}.`,
      'section',
    );
  }
  if (values.tiny && values.output === undefined) {
    throw new InputFailure(
      'NO_OUTPUT',
      '--tiny needs --output: its figures do not belong in docs.',
      'output',
    );
  }
  const { output } = values;
  return {
    sections: values.render
      ? []
      : known.filter((name) => positionals.length === 0 || positionals.includes(name)),
    size: values.tiny ? 'tiny' : 'full',
    data: values.data ?? null,
    large: values.large,
    results: output ?? join(packageRoot(), 'bench', 'results'),
    page: output ?? join(packageRoot(), 'docs'),
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
        large: { type: 'boolean', default: false },
        data: { type: 'string' },
        output: { type: 'string' },
      },
    });
  } catch (error) {
    throw new InputFailure('BAD_ARGUMENT', (error as Error).message, 'arguments');
  }
}
