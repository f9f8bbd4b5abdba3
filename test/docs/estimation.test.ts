import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectedValue } from '../../src/actions/expected-value.js';
import { presets } from '../../src/estimation/presets.js';
import { RUN_WARNING_CODES } from '../../src/estimation/warnings/run-warning.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/ESTIMATION.md'), 'utf8');
const NAMES = ['accurate', 'fast', 'paper'] as const;

/** Values by path; a list is one value, and so is null. */
function valuesOf(config: object, path: readonly string[] = []): Map<string, unknown> {
  return new Map(
    Object.entries(config).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [...valuesOf(value, [...path, name])]
        : [[[...path, name].join('.'), value] as const],
    ),
  );
}

/** The cells of the page's table row of a value or a code, without what is between them. */
function cells(name: string): string[] | undefined {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
  return row
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

describe('docs/ESTIMATION.md', () => {
  const values = NAMES.map((name) => valuesOf(presets[name]!));
  const paths = [...new Set(values.flatMap((of) => [...of.keys()]))].filter((path) => path !== 'preset');

  it('knows every preset', () => {
    expect(Object.keys(presets)).toEqual(NAMES);
  });

  it.each(paths)('has the defaults and the bounds of %s', (path) => {
    const shown = values.map((of) => (of.has(path) ? `\`${JSON.stringify(of.get(path))}\`` : '–'));
    const [accurate, fast, paper, bounds, meaning, ...others] = cells(path) ?? [];
    expect([accurate, fast, paper]).toEqual(shown);
    const isObject = path === 'density.knife';
    expect(bounds).toBe(isObject ? 'the values below, or null' : expectedValue(path.split('.')));
    expect(meaning).toMatch(/\.$|…$/);
    expect(others).toEqual([]);
  });

  it('has no value that is not there', () => {
    const rows = [...page.matchAll(/^\| `([a-z][\w.]*)` \|/gim)].map(([, name]) => name!);
    const known = new Set<string>([...paths, ...RUN_WARNING_CODES]);
    expect(rows.filter((name) => !known.has(name))).toEqual([]);
  });

  it.each(RUN_WARNING_CODES)('says what %s means and what to do', (code) => {
    const [means, advice, ...others] = cells(code) ?? [];
    expect(means).toMatch(/\.$/);
    expect(advice).toMatch(/\.$/);
    expect(others).toEqual([]);
  });
});
