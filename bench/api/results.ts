import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import { rounded } from '../../validation/figures-file.js';
import type { ApiResults } from './api-results.type.js';
import { renderPage } from './render-page.js';

/** Keeps figures and, once there are some of each section, writes the page. */
export function keepResults(results: Partial<ApiResults>): void {
  const file = join(packageRoot(), 'bench', 'results', 'api.json');
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<ApiResults>) : {};
  const all = { ...before, ...results };
  writeFileSync(file, `${JSON.stringify(all, rounded, 1)}\n`);
  if (isWhole(all)) writeFileSync(join(packageRoot(), 'docs', 'SERVING.md'), renderPage(all));
}

function isWhole(results: Partial<ApiResults>): results is ApiResults {
  const { lists, aggregates, filteredAggregate, hostile, streams, growth } = results;
  return Boolean(lists && aggregates && filteredAggregate && hostile && streams && growth);
}
