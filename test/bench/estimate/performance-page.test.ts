import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../bench/estimate/render-page.js';
import { readResults } from '../../../bench/estimate/results-file.js';
import { allSections } from '../../../bench/estimate/sections/all-sections.js';
import { packageRoot } from '../../../src/database/package-root.js';

describe('docs/PERFORMANCE.md', () => {
  it('is what the figures in bench/results render to', () => {
    const results = join(packageRoot(), 'bench', 'results');
    const page = readFileSync(join(packageRoot(), 'docs', 'PERFORMANCE.md'), 'utf8');
    expect(page).toBe(renderPage(allSections, (name) => readResults(results, name)));
    expect(page).not.toMatch(/NaN|undefined|\[object/);
    expect(page).not.toContain('they mean nothing');
  });
});
