import { join } from 'node:path';
import { packageRoot } from '../src/database/package-root.js';
import { InputFailure } from '../src/domain/failure.js';
import { namedSections, parsedArguments, runSize, SECTION_OPTIONS } from './section-arguments.js';

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
  const { values, positionals } = parsedArguments({
    args: [...argv],
    allowPositionals: true,
    options: { ...SECTION_OPTIONS, threads: { type: 'string', default: '2' } },
  });
  const sections = namedSections(known, positionals, values.render);
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) {
    throw new InputFailure('BAD_THREADS', `--threads is ${values.threads}; expected 1 or more.`, 'threads');
  }
  return {
    sections,
    size: runSize(values.tiny, values.output),
    output: values.output ?? join(packageRoot(), 'docs'),
    data: values.data ?? null,
    threads,
  };
}
