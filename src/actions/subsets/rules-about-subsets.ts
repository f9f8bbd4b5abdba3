import { datasetsById } from '../../store/datasets.js';
import type { Store } from '../../store/open-store.js';
import type { RuleScope } from '../../store/subsets/chosen-samples.js';
import type { CombinationRule, NamedSubset, SubsetRule } from '../../store/subsets/subset-rule.type.js';
import { badSubset } from './bad-subset.js';
import { requireSubset } from './require-subset.js';

const MOST_COMBINED = 100;

/** A rule, and what it is about. */
export interface ScopedRule {
  readonly rule: SubsetRule;
  readonly scope: RuleScope;
}

/**
 * Samples drawn like those of another subset.
 *
 * @param like id or name
 * @throws InputFailure SUBSET_NOT_FOUND, AMBIGUOUS_NAME
 */
export async function drawnLike(store: Store, like: string, seed: number): Promise<ScopedRule> {
  const { subsets, scope } = await siblings(store, [like], 'like');
  return { rule: { kind: 'random', like: subsets[0]!, seed }, scope };
}

/**
 * Samples of subsets of one dataset.
 *
 * @param names ids or names
 * @param field the caller's name for them
 * @throws InputFailure SUBSET_NOT_FOUND, AMBIGUOUS_NAME, BAD_SUBSET
 */
export async function combinationOf(
  store: Store,
  kind: CombinationRule['kind'],
  names: readonly string[],
  field: string,
): Promise<ScopedRule> {
  if (names.length < 2 || names.length > MOST_COMBINED)
    throw badSubset(`2 to ${String(MOST_COMBINED)} subsets can be combined, got ${String(names.length)}.`, field); // prettier-ignore
  const { subsets, scope } = await siblings(store, names, field);
  if (new Set(subsets.map(({ id }) => id)).size < subsets.length)
    throw badSubset('A subset cannot be combined with itself: one is named twice.', field);
  return { rule: { kind, subsets }, scope };
}

/** Subsets that have a dataset in common, one at least, and that dataset. */
async function siblings(
  store: Store,
  names: readonly string[],
  field: string,
): Promise<{ readonly subsets: readonly NamedSubset[]; readonly scope: RuleScope }> {
  const subsets = await Promise.all(names.map((name) => requireSubset(store, name, field)));
  const { name, datasetId } = subsets[0]!;
  const other = subsets.find((subset) => subset.datasetId !== datasetId);
  if (other) {
    throw badSubset(
      `"${other.name}" is of another dataset than "${name}": only samples of one can be combined.`,
      field,
    );
  }
  const [dataset] = await datasetsById(store, [datasetId]);
  if (!dataset) throw new Error(`the dataset of subset "${name}" was deleted while it was read`);
  return {
    subsets: subsets.map((subset) => ({ id: subset.id, name: subset.name })),
    scope: { dataset, run: null },
  };
}
