import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/database/package-root.js';
import { validateOptions } from '../../validation/validate-options.js';

const KNOWN = ['logic', 'entropy', 'real'];
const read = (...argv: string[]) => validateOptions(argv, KNOWN);

describe('the arguments of npm run validate', () => {
  it('name sections, or mean all of them', () => {
    const all = {
      sections: KNOWN,
      size: 'full',
      output: join(packageRoot(), 'docs'),
      data: null,
      threads: 2,
    };
    expect(read()).toEqual(all);
    expect(read('real', 'logic', '--data', 'files').sections).toEqual(['logic', 'real']);
    expect(read('real', '--data', 'files').data).toBe('files');
    expect(read('--render').sections).toEqual([]);
    expect(read('--tiny', '--output', 'here')).toEqual({ ...all, size: 'tiny', output: 'here' });
  });

  it.each([
    [['logik'], 'There is no section logik; expected some of logic, entropy, real.'],
    [['--threads', 'two'], '--threads is two; expected 1 or more.'],
    [['--threads', '0'], '--threads is 0'],
    [['--tiny'], '--tiny needs --output'],
    [['--fast'], "Unknown option '--fast'"],
  ])('are refused with one sentence: %s', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
  });
});
