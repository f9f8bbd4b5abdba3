import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deleteNamed, requireNamed } from '../../src/actions/named.js';
import { found } from '../../src/actions/require-run.js';
import { ROUTING, saveRouting, type Thresholds } from '../../src/actions/routings/save-routing.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { ROUTES } from '../../src/store/routings/routes.js';
import { THRESHOLD_NAMES, type Threshold } from '../../src/store/routings/routing-rule.type.js';
import { newestRoutings, type RoutingRecord } from '../../src/store/routings/routings.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import { presentationOf } from '../interaction/presentation.args.js';
import { datasetOf } from '../run/dataset-of.js';
import { EstimationRun } from '../run/run.type.js';
import type { ConnectionOf } from '../shared/connection.js';
import { newestOfDataset, NewestOfDatasetArgs } from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import {
  DeleteRoutingPayload,
  RouteCount,
  Routing,
  RoutingConnection,
  RoutingThreshold,
  SaveRoutingInput,
  SaveRoutingPayload,
  type RouteKind,
  type ThresholdInput,
} from './routing.type.js';

@Resolver(() => Routing)
export class RoutingResolver {
  @Query(() => Routing, {
    description: 'One routing. Error codes `ROUTING_NOT_FOUND` and, of a name, `AMBIGUOUS_NAME`.',
  })
  routing(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<RoutingRecord> {
    return requireNamed(workspace.store, ROUTING, id, 'id');
  }

  @Query(() => RoutingConnection, { description: 'Routings, the newest first.' })
  routings(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestOfDatasetArgs) page: NewestOfDatasetArgs,
  ): Promise<ConnectionOf<RoutingRecord>> {
    return newestOfDataset(workspace.store, page, newestRoutings);
  }

  @FieldResolver(() => Dataset, { description: 'Whose samples it routes.' })
  dataset(@Root() routing: RoutingRecord, @Ctx() context: GraphContext): Promise<DatasetRecord> {
    return datasetOf(routing, context);
  }

  @FieldResolver(() => EstimationRun, {
    nullable: true,
    description: 'The run it was made from; null where that was deleted.',
  })
  run(@Root() { runId }: RoutingRecord, @Ctx() { runs }: GraphContext): Promise<RunRecord | null> {
    return runs.load(runId);
  }

  @FieldResolver(() => [RouteCount], { description: 'How many samples of each class take which route.' })
  async counts(@Root() routing: RoutingRecord, @Ctx() context: GraphContext): Promise<RouteCount[]> {
    const { classes } = await datasetOf(routing, context);
    return routing.counts.map(({ classIndex, route, count, meanWeight }) => ({
      label: classes[classIndex]!.label,
      route: ROUTES[route]!.name as RouteKind,
      count,
      meanWeight,
    }));
  }

  @FieldResolver(() => [RoutingThreshold], {
    description: 'What values had to exceed, found where quantiles.',
  })
  thresholds(@Root() { rule }: RoutingRecord): RoutingThreshold[] {
    return THRESHOLD_NAMES.map((of) => {
      const { value, quantile } = rule.thresholds[of];
      return { of, value, quantile: quantile ?? null };
    });
  }

  @Mutation(() => SaveRoutingPayload, {
    description:
      'Finds what each of a run’s samples is to be distilled by, and keeps it: its largest component above its threshold, ties in the order r, u1, u2, s. Weights are that component’s share of the positive ones.',
  })
  saveRouting(
    @Ctx() context: GraphContext,
    @Arg('input', () => SaveRoutingInput, { description: 'The name, the run and the thresholds.' })
    { name, runId, redundancy, uniqueness, synergy, information, ...how }: SaveRoutingInput,
  ): Promise<SaveRoutingPayload> {
    const asked = { r: redundancy, u1: uniqueness, u2: uniqueness, s: synergy, i12: information };
    return orUserErrors(
      async () => {
        const run = found(await context.runs.load(runId), runId, 'runId');
        const dataset = await datasetOf(run, context);
        const selection = { run, dataset, presentation: presentationOf(run, how) };
        const routing = await saveRouting(context.workspace.store, name, thresholdsOf(asked), selection);
        return { routing: routing as Pick<Routing, 'id'> as Routing };
      },
      { routing: null },
    );
  }

  @Mutation(() => DeleteRoutingPayload, { description: 'Deletes a routing, and none of its samples.' })
  deleteRouting(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<DeleteRoutingPayload> {
    return orUserErrors(async () => ({ deletedId: (await deleteNamed(workspace.store, ROUTING, id)).id }), {
      deletedId: null,
    });
  }
}

function thresholdsOf(asked: Readonly<Record<string, ThresholdInput | null | undefined>>): Thresholds {
  const given = Object.entries(asked).filter(([, threshold]) => threshold != null);
  return Object.fromEntries(given.map(([of, threshold]) => [of, thresholdOf(threshold!)]));
}

function thresholdOf({ value, quantile }: ThresholdInput): Threshold {
  return { ...(value != null && { value }), ...(quantile != null && { quantile }) };
}
