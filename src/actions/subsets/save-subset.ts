import { isPlainText } from '../../domain/plain-text.js';
import { badFilter } from '../../store/interactions/filter-condition.js';
import type { RuleScope } from '../../store/subsets/chosen-samples.js';
import type { Store } from '../../store/open-store.js';
import type { SubsetRule } from '../../store/subsets/subset-rule.type.js';
import { insertSubset, type SubsetRecord } from '../../store/subsets/subsets.js';
import { requireCompleted } from '../export-interactions.js';
import { checkName, requireFreeName } from '../named.js';
import { badSubset, emptySubset } from './bad-subset.js';
import { SUBSET } from './require-subset.js';

const LARGEST_SEED = 2 ** 31 - 1;
const MOST_PARTS = 100;

/**
 * Keeps the samples that a rule finds now under a name of their own.
 *
 * @throws InputFailure BAD_NAME, BAD_SUBSET, BAD_FILTER, NAME_TAKEN, EMPTY_SUBSET, RUN_NOT_COMPLETED
 */
export async function saveSubset(
  store: Store,
  name: string,
  rule: SubsetRule,
  scope: RuleScope,
): Promise<SubsetRecord> {
  checkName(SUBSET, name);
  checkRule(rule);
  checkTexts(rule);
  if (scope.run) requireCompleted(scope.run);
  const subset = await insertSubset(store, name, rule, scope);
  if (subset) return subset;
  await requireFreeName(store, SUBSET, name, scope.dataset);
  throw emptySubset(`The rule of "${name}" finds no sample${reasonOf(rule)}`);
}

/**
 * What PostgreSQL has no text for, no sample has: as a filter it would find nothing, but it cannot be kept.
 *
 * @throws InputFailure BAD_FILTER
 */
export function checkTexts(rule: object): void {
  JSON.stringify(rule, (_, value: unknown) => {
    if (typeof value !== 'string' || isPlainText(value)) return value;
    throw badFilter(
      `${JSON.stringify(value)} holds U+0000 or half of a surrogate pair, which cannot be stored`,
    );
  });
}

/** @throws InputFailure BAD_SUBSET */
export function checkParts(parts: number, least: number): void {
  if (parts >= least && parts <= MOST_PARTS) return;
  throw badSubset(
    `There can be ${String(least)} to ${String(MOST_PARTS)} parts, got ${String(parts)}.`,
    'parts',
  );
}

function checkRule(rule: SubsetRule): void {
  switch (rule.kind) {
    case 'selection':
      if (rule.limit !== null && rule.limit < 1)
        throw badSubset(`limit must be 1 or more, got ${String(rule.limit)}.`, 'limit');
      return;
    case 'bucket':
      checkParts(rule.parts, 1);
      if (rule.part < 1 || rule.part > rule.parts)
        throw badSubset(`part must be from 1 to ${String(rule.parts)}, got ${String(rule.part)}.`, 'part');
      return;
    case 'random':
      if (rule.seed < 0 || rule.seed > LARGEST_SEED || !Number.isInteger(rule.seed))
        throw badSubset(`seed must be a whole number from 0 to ${String(LARGEST_SEED)}, got ${String(rule.seed)}.`, 'seed'); // prettier-ignore
      return;
    default: // a combination was checked where its subsets were found
  }
}

function reasonOf(rule: SubsetRule): string {
  return rule.kind === 'bucket' ? ` (of those its filter leaves, too few have a finite ${rule.by})` : '';
}
