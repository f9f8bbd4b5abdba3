import { found } from '../../src/actions/require-run.js';
import { badSubset } from '../../src/actions/subsets/bad-subset.js';
import { combinationOf, drawnLike, type ScopedRule } from '../../src/actions/subsets/rules-about-subsets.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import type { SubsetRule } from '../../src/store/subsets/subset-rule.type.js';
import type { GraphContext } from '../context.js';
import { toFilter } from '../interaction/interaction-filter.input.js';
import { orderOf } from '../interaction/interaction-order.input.js';
import { presentationOf } from '../interaction/presentation.args.js';
import { datasetOf } from '../run/dataset-of.js';
import type { SavePartitionInput, SaveSubsetInput } from './save-subset.input.js';

const COMBINATIONS = ['union', 'intersection', 'difference'] as const;
const RULES = ['selection', 'bucket', 'random', ...COMBINATIONS] as const;

/** @throws InputFailure BAD_SUBSET, BAD_FILTER, RUN_NOT_FOUND, SUBSET_NOT_FOUND, AMBIGUOUS_NAME */
export async function ruleOf(input: SaveSubsetInput, context: GraphContext): Promise<ScopedRule> {
  const given = RULES.filter((name) => input[name] != null);
  if (given.length !== 1) {
    const got = given.length === 0 ? 'none' : given.join(' and ');
    throw badSubset(`A subset has just one of the rules ${RULES.join(', ')}, got ${got}.`, 'input');
  }
  const { store } = context.workspace;
  const { selection, bucket, random } = input;
  if (selection) {
    const about = await interactionsOf(selection, context);
    const { orderBy, limit } = selection;
    return { scope: about, rule: { kind: 'selection', ...ruleAbout(about), order: orderOf(orderBy), limit: limit ?? null } }; // prettier-ignore
  }
  if (bucket) {
    const about = await interactionsOf(bucket, context);
    const { by, parts, perClass, part } = bucket;
    return { scope: about, rule: { kind: 'bucket', ...ruleAbout(about), by, parts, perClass, part } };
  }
  if (random) return drawnLike(store, random.like, random.seed);
  const kind = COMBINATIONS.find((name) => input[name] != null)!;
  return combinationOf(store, kind, input[kind]!, kind);
}

type AboutInput = Pick<SavePartitionInput, 'runId' | 'filter' | 'method' | 'unit' | 'adjusted'>;

/** @throws InputFailure RUN_NOT_FOUND, BAD_FILTER */
export async function interactionsOf(
  { runId, filter, ...how }: AboutInput,
  context: GraphContext,
): Promise<InteractionSelection> {
  const run = found(await context.runs.load(runId), runId, 'runId');
  return {
    run,
    dataset: await datasetOf(run, context),
    filter: toFilter(filter ?? {}),
    presentation: presentationOf(run, how),
  };
}

function ruleAbout({
  run,
  filter,
  presentation,
}: InteractionSelection): Pick<
  Extract<SubsetRule, { kind: 'selection' }>,
  'runId' | 'filter' | 'presentation'
> {
  return { runId: run.id, filter, presentation };
}
