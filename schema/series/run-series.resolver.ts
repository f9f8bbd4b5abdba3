import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deleteSeries, requireSeries, saveSeries } from '../../src/actions/run-series.js';
import { aggregateInteractions } from '../../src/store/interactions/aggregate-interactions.js';
import {
  ALL_STATISTICS,
  type GroupKey,
  type InteractionGroup,
} from '../../src/store/interactions/interaction-groups.js';
import { keptGroups } from '../../src/store/interactions/run-summaries.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import { newestSeries, seriesEntries, type SeriesRecord } from '../../src/store/run-series.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { aggregateOf } from '../interaction/aggregate.resolver.js';
import { PresentationArgs } from '../interaction/presentation.args.js';
import { selectionOf } from '../interaction/selection.args.js';
import type { ConnectionOf } from '../shared/connection.js';
import { NewestFirstArgs, newestFirstPage } from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import {
  DeleteSeriesPayload,
  InteractionSeries,
  RunSeries,
  RunSeriesConnection,
  RunSeriesEntry,
  SaveSeriesInput,
  SaveSeriesPayload,
} from './run-series.type.js';

/** A run of a series, read. */
interface Entry {
  readonly label: string;
  readonly run: RunRecord;
}

@Resolver(() => RunSeries)
export class RunSeriesResolver {
  @Query(() => RunSeries, { description: 'One series. Error code `SERIES_NOT_FOUND` when there is none.' })
  series(
    @Ctx() { workspace }: GraphContext,
    @Arg('name', () => String, { description: 'Its name.' }) name: string,
  ): Promise<SeriesRecord> {
    return requireSeries(workspace.store, name);
  }

  @Query(() => RunSeriesConnection, { description: 'All series, the newest first.' })
  allSeries(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<SeriesRecord>> {
    return newestFirstPage(page, (first, after) => newestSeries(workspace.store, first, after));
  }

  @FieldResolver(() => [RunSeriesEntry], { description: 'Its runs, in their order.' })
  runs(@Root() series: SeriesRecord, @Ctx() context: GraphContext): Promise<Entry[]> {
    return entriesOf(series, context);
  }

  @FieldResolver(() => [InteractionSeries], {
    description:
      'How interactions change from run to run, a line for each class that any of the runs has; classes are matched by label.',
  })
  async interactionSeries(
    @Root() series: SeriesRecord,
    @Ctx() context: GraphContext,
    @Args(() => PresentationArgs) how: PresentationArgs,
    @Arg('byClass', () => Boolean, {
      defaultValue: true,
      description: 'Whether there is a line for each class; else one for all together.',
    })
    byClass: boolean,
  ): Promise<InteractionSeries[]> {
    const entries = await entriesOf(series, context);
    const selections = await Promise.all(entries.map(({ run }) => selectionOf(run, context, how)));
    const completed = selections.filter((selection) => selection !== null);
    const { store } = context.workspace;
    const keys: GroupKey[] = byClass ? ['label'] : [];
    const kept = await keptGroups(store, completed, keys);
    const groups = await Promise.all(
      completed.map((selection, at) =>
        kept[at] ? Promise.resolve(kept[at]) : aggregateInteractions(store, selection, keys, ALL_STATISTICS),
      ),
    );
    const groupsOf = new Map(completed.map((selection, at) => [selection, groups[at]!]));

    const labels = new Set<string | null>(byClass ? [] : [null]);
    const found = selections.map((selection) => {
      const shown = selection ? groupsOf.get(selection)! : [];
      const named = new Map(shown.map((group) => [labelOf(group, selection!), group]));
      for (const label of named.keys()) labels.add(label);
      return named;
    });
    return [...labels].map((label) => ({
      label,
      points: entries.map(({ label: stands, run }, at) => {
        const group = found[at]!.get(label);
        const { dataset, presentation } = selections[at] ?? {};
        return {
          label: stands,
          runId: run.id,
          aggregate: group ? aggregateOf(group, dataset!, presentation!) : null,
        };
      }),
    }));
  }

  @Mutation(() => SaveSeriesPayload, {
    description: 'Keeps runs as a series, in place of one of the same name.',
  })
  saveSeries(
    @Ctx() { workspace }: GraphContext,
    @Arg('input', () => SaveSeriesInput, { description: 'Which runs, and what they stand for.' })
    { name, runs }: SaveSeriesInput,
  ): Promise<SaveSeriesPayload> {
    return orUserErrors(async () => ({ series: await saveSeries(workspace.store, name, runs) }), {
      series: null,
    });
  }

  @Mutation(() => DeleteSeriesPayload, { description: 'Deletes a series, and none of its runs.' })
  deleteSeries(
    @Ctx() { workspace }: GraphContext,
    @Arg('name', () => String, { description: 'Its name.' }) name: string,
  ): Promise<DeleteSeriesPayload> {
    return orUserErrors(
      async () => {
        await deleteSeries(workspace.store, name);
        return { deletedName: name };
      },
      { deletedName: null },
    );
  }
}

async function entriesOf(series: SeriesRecord, { workspace, runs }: GraphContext): Promise<Entry[]> {
  const entries = await seriesEntries(workspace.store, series);
  const read = await Promise.all(entries.map(({ runId }) => runs.load(runId)));
  // One that was deleted meanwhile has left the series.
  return entries.flatMap(({ label }, at) => (read[at] ? [{ label, run: read[at] }] : []));
}

function labelOf({ classIndex }: InteractionGroup, { dataset }: InteractionSelection): string | null {
  return classIndex === null ? null : dataset.classes[classIndex]!.label;
}
