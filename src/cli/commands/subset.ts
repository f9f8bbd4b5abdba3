import { Option, type Command } from 'commander';
import { requireDataset, requireDatasetOf } from '../../actions/require-dataset.js';
import { requireRun } from '../../actions/require-run.js';
import { deleteNamed } from '../../actions/named.js';
import { requireSubset, SUBSET } from '../../actions/subsets/require-subset.js';
import { combinationOf, drawnLike, type ScopedRule } from '../../actions/subsets/rules-about-subsets.js';
import { savePartition } from '../../actions/subsets/save-partition.js';
import { saveSubset } from '../../actions/subsets/save-subset.js';
import type { Workspace } from '../../actions/workspace.js';
import type { ValueName } from '../../domain/interaction-filter.js';
import type { InteractionOrder } from '../../store/interactions/interaction-order.js';
import type { InteractionSelection } from '../../store/interactions/selection.js';
import type { CombinationRule, SubsetRule } from '../../store/subsets/subset-rule.type.js';
import { newestSubsets } from '../../store/subsets/subsets.js';
import { anyNumber, jsonOption, subcommand, wholeNumber } from '../options.js';
import { printJson, printResult } from '../output.js';
import { addRuleOptions, bucket, filterOf, orderOption, presentationOf, value, type RuleOptions } from '../rule-options.js'; // prettier-ignore
import { partitionReport, subsetDocument, subsetsTable } from '../subset-report.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';
import { addSubsetExport } from './subset-export.js';

interface JsonOptions extends CommonOptions {
  readonly json?: boolean;
}

interface SaveOptions extends JsonOptions, RuleOptions {
  readonly bucket?: ReturnType<typeof bucket>;
  readonly order?: InteractionOrder;
  readonly limit?: number;
}

interface PartitionOptions extends JsonOptions, RuleOptions {
  readonly by: ValueName;
  readonly parts: number;
  readonly pooled?: boolean;
}

const COMBINATIONS: readonly (readonly [CombinationRule['kind'], string])[] = [
  ['union', 'what is in any of them'],
  ['intersection', 'what is in all of them'],
  ['difference', 'what is in the first and none of the others'],
];

/** Named, immutable lists of samples. */
export function addSubset(program: Command): void {
  const subset = program.command('subset').description('keep, combine and export named lists of samples');
  addRuleOptions(subcommand(subset, 'save', 'keep the samples that a rule finds in a run'))
    .argument('<name>', 'of the subset: unique in its dataset')
    .addOption(
      new Option('--bucket <value:part/parts>', 'one of equal parts by a value, each class by itself: r:1/5')
        .argParser(bucket)
        .conflicts(['order', 'limit']), // its samples stand in the order of the dataset, all of them
    )
    .addOption(orderOption())
    .option('--limit <number>', 'the first so many of them', wholeNumber(1, 2_147_483_647))
    .addOption(jsonOption())
    .action((name: string, options: SaveOptions) =>
      withWorkspace(options, async (workspace) => {
        const selection = await selectionOf(workspace, options);
        const rule = ruleOf(selection, options);
        await saveAndTell(workspace, name, { rule, scope: selection }, options);
      }),
    );
  subcommand(
    subset,
    'random',
    'keep samples drawn by lot, as many of each class and split as another subset has',
  )
    .argument('<name>', 'of the subset')
    .requiredOption('--like <subset>', 'id or name of the other subset')
    .option('--seed <number>', 'the same draws the same samples', anyNumber, 1)
    .addOption(jsonOption())
    .action((name: string, { like, seed, ...options }: JsonOptions & { like: string; seed: number }) =>
      withWorkspace(options, async (workspace) => {
        await saveAndTell(workspace, name, await drawnLike(workspace.store, like, seed), options);
      }),
    );
  for (const [kind, what] of COMBINATIONS) {
    subcommand(subset, kind, `keep ${what}`)
      .argument('<name>', 'of the subset')
      .argument('<subsets...>', 'two or more, by id or name')
      .addOption(jsonOption())
      .action((name: string, names: string[], options: JsonOptions) =>
        withWorkspace(options, async (workspace) => {
          const rule = await combinationOf(workspace.store, kind, names, 'subsets');
          await saveAndTell(workspace, name, rule, options);
        }),
      );
  }
  addRuleOptions(
    subcommand(
      subset,
      'partition',
      'keep a run’s samples in parts by a value, as NAME/1 …: those of a class differ by one sample at most',
    ),
  )
    .argument('<name>', 'of the partition')
    .requiredOption('--parts <number>', 'how many', wholeNumber(2, 100))
    .option('--by <value>', 'what they are dealt by', value, 'r')
    .option('--pooled', 'all classes together, instead of each by itself')
    .addOption(jsonOption())
    .action((name: string, options: PartitionOptions) =>
      withWorkspace(options, async (workspace) => {
        const selection = await selectionOf(workspace, options);
        const { by, parts, pooled } = options;
        const partition = { by, parts, perClass: pooled !== true };
        const subsets = await savePartition(workspace.store, name, partition, selection);
        const report = await partitionReport(workspace.store, subsets, selection);
        if (options.json) printJson({ subsets: report.documents });
        else printResult(report.table);
      }),
    );
  subcommand(subset, 'list', 'list subsets, the newest first')
    .argument('[dataset]', 'id or name; all datasets’ when left out')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1000), 50)
    .addOption(jsonOption())
    .action((name: string | undefined, options: JsonOptions & { limit: number }) =>
      withWorkspace(options, async ({ store }) => {
        const dataset = name === undefined ? null : await requireDataset(store, name);
        const { rows } = await newestSubsets(store, dataset?.id ?? null, options.limit, null);
        if (options.json) printJson({ subsets: await Promise.all(rows.map((row) => subsetDocument(store, row))) });
        else printResult(rows.length === 0 ? 'There are no subsets yet. Keep one with: interlens subset save' : subsetsTable(rows)); // prettier-ignore
      }),
    );
  subcommand(subset, 'show', 'show a subset: its rule, its classes, and whether its run is still there')
    .argument('<subset>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        printJson(await subsetDocument(store, await requireSubset(store, name, 'subset')));
      }),
    );
  addSubsetExport(subset);
  subcommand(subset, 'delete', 'delete a subset, and none of its samples')
    .argument('<subset>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        const deleted = await deleteNamed(store, SUBSET, name);
        if (options.json) printJson({ deleted: deleted.id });
        else printResult(`The subset "${deleted.name}" is deleted.`);
      }),
    );
}

async function selectionOf({ store }: Workspace, options: RuleOptions): Promise<InteractionSelection> {
  const run = await requireRun(store, options.run, 'run');
  const dataset = await requireDatasetOf(store, run);
  return { run, dataset, filter: filterOf(options), presentation: presentationOf(run, options) };
}

function ruleOf(selection: InteractionSelection, options: SaveOptions): SubsetRule {
  const { run, filter, presentation } = selection;
  const about = { runId: run.id, filter, presentation };
  if (options.bucket) return { kind: 'bucket', ...about, ...options.bucket, perClass: true };
  const order = options.order ?? { by: 'sampleIndex', descending: false };
  return { kind: 'selection', ...about, order, limit: options.limit ?? null };
}

async function saveAndTell(
  { store }: Workspace,
  name: string,
  { rule, scope }: ScopedRule,
  { json }: JsonOptions,
): Promise<void> {
  const subset = await saveSubset(store, name, rule, scope);
  if (json) printJson(await subsetDocument(store, subset));
  else printResult(subsetsTable([subset]));
}
