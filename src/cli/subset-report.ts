import { COMPONENT_NAMES, shown } from '../domain/interaction-filter.js';
import { datasetsById } from '../store/datasets.js';
import { aggregateInteractions } from '../store/interactions/aggregate-interactions.js';
import type { InteractionSelection } from '../store/interactions/selection.js';
import type { Store } from '../store/open-store.js';
import { findRun } from '../store/runs.js';
import type { SubsetRule } from '../store/subsets/subset-rule.type.js';
import type { SubsetRecord } from '../store/subsets/subsets.js';
import { alignColumns } from './output.js';
import { shownNumber } from './shown-number.js';

/** What `--json` prints of a subset. */
export interface SubsetDocument {
  readonly id: string;
  readonly name: string;
  readonly dataset: string;
  readonly samples: number;
  readonly classes: readonly { readonly label: string; readonly n: number }[];
  readonly run: string | null;
  readonly runIsDeleted: boolean;
  readonly rule: SubsetRule;
  readonly createdAt: string;
}

export async function subsetDocument(store: Store, subset: SubsetRecord): Promise<SubsetDocument> {
  const [dataset] = await datasetsById(store, [subset.datasetId]);
  const { id, name, sampleCount, classCounts, runId, rule, createdAt } = subset;
  return {
    id,
    name,
    dataset: dataset?.name ?? '?',
    samples: sampleCount,
    classes: (dataset?.classes ?? []).map(({ label, index }) => ({ label, n: classCounts[index] ?? 0 })),
    run: runId,
    runIsDeleted: runId !== null && (await findRun(store, runId)) === null,
    rule,
    createdAt: createdAt.toISOString(),
  };
}

export function subsetsTable(subsets: readonly SubsetRecord[]): string {
  return alignColumns(
    [
      ['subset', 'name', 'rule', 'created', 'samples'],
      ...subsets.map(({ id, name, rule, createdAt, sampleCount }) => [
        id,
        name,
        rule.kind,
        createdAt.toISOString().slice(0, 19).replace('T', ' '),
        String(sampleCount),
      ]),
    ],
    4,
  );
}

/** How the parts of a partition differ: means as the selection shows them, nats. */
export async function partitionReport(
  store: Store,
  parts: readonly SubsetRecord[],
  selection: InteractionSelection,
): Promise<{ readonly documents: readonly object[]; readonly table: string }> {
  const { presentation } = selection;
  const documents: (SubsetDocument & { readonly means: Readonly<Record<string, number | null>> })[] = [];
  for (const part of parts) {
    const filter = { subset: { in: [part.id] } };
    const statistics = { values: COMPONENT_NAMES, moments: ['mean'], dominantCounts: false, counts: false } as const; // prettier-ignore
    const [group] = await aggregateInteractions(store, { ...selection, filter }, [], statistics);
    const means = Object.fromEntries(
      COMPONENT_NAMES.map((name) => [name.toUpperCase(), shown(group?.values[name]?.mean ?? null, name, presentation)]), // prettier-ignore
    );
    documents.push({ ...(await subsetDocument(store, part)), means });
  }
  const names = COMPONENT_NAMES.map((name) => name.toUpperCase());
  const rows = documents.map(({ name, samples, means }) => [name, String(samples), ...names.map((of) => shownNumber(means[of]))]); // prettier-ignore
  return { documents, table: alignColumns([['subset', 'n', ...names], ...rows], 1) };
}
