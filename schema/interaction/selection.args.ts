import { ArgsType, Field } from 'type-graphql';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { datasetOf } from '../run/dataset-of.js';
import { InteractionFilterInput, toFilter } from './interaction-filter.input.js';
import { presentationOf, PresentationArgs } from './presentation.args.js';

/** Which samples a field is about, and how it shows them. */
@ArgsType()
export class SelectionArgs extends PresentationArgs {
  @Field(() => InteractionFilterInput, { nullable: true, description: 'All samples when left out.' })
  filter?: InteractionFilterInput | null;
}

/**
 * Null until the run is COMPLETED: there is nothing to select from.
 *
 * @throws InputFailure BAD_FILTER
 */
export async function selectionOf(
  run: RunRecord,
  context: GraphContext,
  { filter, ...how }: SelectionArgs,
): Promise<InteractionSelection | null> {
  if (run.status !== 'COMPLETED') return null;
  return {
    run,
    dataset: await datasetOf(run, context),
    filter: toFilter(filter ?? {}),
    presentation: presentationOf(run, how),
  };
}
