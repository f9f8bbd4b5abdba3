import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchOptions } from '../../../bench/estimate/bench-options.js';
import { packageRoot } from '../../../src/database/package-root.js';

const KNOWN = ['steps', 'runs', 'growth'];
const read = (...argv: string[]) => benchOptions(argv, KNOWN);

describe('the arguments of npm run bench:estimate', () => {
  it('name sections, or mean all of them', () => {
    const all = {
      sections: KNOWN,
      size: 'full',
      data: null,
      large: false,
      results: join(packageRoot(), 'bench', 'results'),
      page: join(packageRoot(), 'docs'),
    };
    expect(read()).toEqual(all);
    expect(read('growth', 'steps', '--large').sections).toEqual(['steps', 'growth']);
    expect(read('runs', '--data', 'files').data).toBe('files');
    expect(read('--render').sections).toEqual([]);
    expect(read('--tiny', '--output', 'here')).toEqual({
      ...all,
      size: 'tiny',
      results: 'here',
      page: 'here',
    });
  });

  it.each([
    [['step'], 'There is no section step; expected some of steps, runs, growth.'],
    [['--tiny'], '--tiny needs --output'],
    [['--fast'], "Unknown option '--fast'"],
  ])('are refused with one sentence: %s', (argv, message) => {
    expect(() => read(...argv)).toThrow(message);
  });
});
