import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import {
  namedSections,
  parsedArguments,
  runSize,
  SECTION_OPTIONS,
} from '../../validation/section-arguments.js';

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
  const { values, positionals } = parsedArguments({
    args: [...argv],
    allowPositionals: true,
    options: { ...SECTION_OPTIONS, large: { type: 'boolean', default: false } },
  });
  const { output } = values;
  return {
    sections: namedSections(known, positionals, values.render),
    size: runSize(values.tiny, output),
    data: values.data ?? null,
    large: values.large,
    results: output ?? join(packageRoot(), 'bench', 'results'),
    page: output ?? join(packageRoot(), 'docs'),
  };
}
