import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderPage, type SubscriptionResults } from '../../../bench/subscriptions/render-page.js';
import { scenarios } from '../../../bench/subscriptions/scenarios.js';
import { packageRoot } from '../../../src/database/package-root.js';

const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), 'utf8');

describe('docs/SUBSCRIPTIONS.md', () => {
  const record = JSON.parse(read('bench', 'results', 'subscriptions.json')) as SubscriptionResults;

  it('is what the results say', () => {
    expect(read('docs', 'SUBSCRIPTIONS.md')).toBe(renderPage(record));
  });

  it('shows every scenario, and that no client missed an event', () => {
    expect(record.results.map(({ scenario }) => scenario)).toEqual(scenarios(false, Infinity));
    for (const { missing, gaps, duplicates, failed } of record.results) {
      expect([missing, gaps, duplicates, failed]).toEqual([0, 0, 0, 0]);
    }
  });
});
