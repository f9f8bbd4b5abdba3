import { InvalidArgumentError, Option, type Command } from 'commander';
import { deleteNamed, requireNamed } from '../../actions/named.js';
import { requireDataset, requireDatasetOf } from '../../actions/require-dataset.js';
import { requireRun } from '../../actions/require-run.js';
import { ROUTING, saveRouting } from '../../actions/routings/save-routing.js';
import type { MethodName } from '../../domain/interaction-filter.js';
import { ROW_FORMATS } from '../../store/copy/send-rows.js';
import type { DatasetRecord } from '../../store/datasets.js';
import type { Threshold } from '../../store/routings/routing-rule.type.js';
import { newestRoutings, type RoutingRecord } from '../../store/routings/routings.js';
import { sendRouting } from '../../store/routings/send-routing.js';
import { formatOf } from '../file-format.js';
import { jsonOption, methodOption, subcommand, wholeNumber } from '../options.js';
import { alignColumns, printJson, printResult } from '../output.js';
import { routingDocument, routingTable } from '../routing-report.js';
import { presentationOf } from '../rule-options.js';
import { withWorkspace, type CommonOptions } from '../with-workspace.js';
import { writeFileOf } from '../write-file-of.js';

interface JsonOptions extends CommonOptions {
  readonly json?: boolean;
}

interface SaveOptions extends JsonOptions {
  readonly run: string;
  readonly method: MethodName;
  readonly adjusted?: boolean;
  readonly redundancy: Threshold;
  readonly uniqueness: Threshold;
  readonly synergy: Threshold;
  readonly information: Threshold;
}

const NONE: Threshold = { value: 0 };
const THRESHOLDS = [
  ['redundancy', 'what r must exceed to count'],
  ['uniqueness', 'what u1 and u2 must exceed to count'],
  ['synergy', 'what s must exceed to count'],
  ['information', 'what i12 must exceed for a sample to have a route'],
] as const;

/** What each sample is to be distilled by. */
export function addRoute(program: Command): void {
  const route = program.command('route').description('say what each sample is to be distilled by');
  const save = subcommand(route, 'save', 'route a run’s samples by their largest component, and keep it')
    .argument('<name>', 'of the routing: unique in its dataset')
    .requiredOption('--run <run>', 'id of the completed run')
    .addOption(methodOption('the rule of the components that are compared'))
    .option('--adjusted', 'components after the run’s adjustment')
    .addOption(jsonOption());
  for (const [name, what] of THRESHOLDS)
    save.addOption(
      new Option(`--${name} <threshold>`, `${what}: nats, or a quantile such as q0.5`)
        .argParser(threshold)
        .default(NONE, '0'),
    );
  save.action((name: string, options: SaveOptions) =>
    withWorkspace(options, async ({ store }) => {
      const run = await requireRun(store, options.run, 'run');
      const dataset = await requireDatasetOf(store, run);
      const { redundancy: r, uniqueness, synergy: s, information: i12 } = options;
      const thresholds = { r, u1: uniqueness, u2: uniqueness, s, i12 };
      const selection = { run, dataset, presentation: presentationOf(run, options) };
      tell(await saveRouting(store, name, thresholds, selection), dataset, options);
    }),
  );
  subcommand(route, 'list', 'list routings, the newest first')
    .argument('[dataset]', 'id or name; all datasets’ when left out')
    .option('--limit <number>', 'at most so many', wholeNumber(1, 1000), 50)
    .addOption(jsonOption())
    .action((name: string | undefined, options: JsonOptions & { limit: number }) =>
      withWorkspace(options, async ({ store }) => {
        const dataset = name === undefined ? null : await requireDataset(store, name);
        const { rows } = await newestRoutings(store, dataset?.id ?? null, options.limit, null);
        if (options.json) printJson({ routings: rows.map(({ id, name: of, runId }) => ({ id, name: of, run: runId })) }); // prettier-ignore
        else if (rows.length === 0) printResult('There are no routings yet. Keep one with: interlens route save');
        else printResult(alignColumns([['routing', 'name', 'run'], ...rows.map(({ id, name: of, runId }) => [id, of, runId])], 3)); // prettier-ignore
      }),
    );
  subcommand(route, 'show', 'show how many samples of each class take which route')
    .argument('<routing>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        const routing = await requireNamed(store, ROUTING, name, 'routing');
        tell(routing, await requireDataset(store, routing.datasetId), options);
      }),
    );
  subcommand(route, 'export', 'write every sample’s strategy, teacher, component and weight to a file')
    .argument('<routing>', 'id, or name where one dataset alone has it')
    .requiredOption('--out <file>', 'a .csv or .ndjson file; an existing one is replaced')
    .addOption(jsonOption())
    .action((name: string, { out, ...options }: JsonOptions & { out: string }) =>
      withWorkspace(options, async ({ store }) => {
        const format = formatOf(out, ROW_FORMATS);
        const routing = await requireNamed(store, ROUTING, name, 'routing');
        const dataset = await requireDataset(store, routing.datasetId);
        await writeFileOf(out, await sendRouting(store, routing, dataset, format));
        if (options.json) printJson({ file: out, samples: dataset.sampleCount });
        else printResult(`Wrote the routes of ${String(dataset.sampleCount)} samples to ${out}.`);
      }),
    );
  subcommand(route, 'delete', 'delete a routing, and none of its samples')
    .argument('<routing>', 'id, or name where one dataset alone has it')
    .addOption(jsonOption())
    .action((name: string, options: JsonOptions) =>
      withWorkspace(options, async ({ store }) => {
        const deleted = await deleteNamed(store, ROUTING, name);
        if (options.json) printJson({ deleted: deleted.id });
        else printResult(`The routing "${deleted.name}" is deleted.`);
      }),
    );
}

function tell(routing: RoutingRecord, dataset: DatasetRecord, { json }: JsonOptions): void {
  if (json) printJson(routingDocument(routing, dataset));
  else printResult(routingTable(routing, dataset));
}

/** A number, or a quantile as `q0.5`. */
function threshold(text: string): Threshold {
  const number = Number(text.replace(/^q/, ''));
  if (!/^q?-?[\d.]+(e-?\d+)?$/i.test(text) || !Number.isFinite(number))
    throw new InvalidArgumentError('expected a number of nats, such as 0.1, or a quantile, such as q0.5.');
  return text.startsWith('q') ? { quantile: number } : { value: number };
}
