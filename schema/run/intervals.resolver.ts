import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { classAggregates } from '../../src/store/class-aggregates.js';
import { runSummary, type GroupIntervalsRecord } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import { shownConfig } from '../../src/store/shown-config.js';
import type { GraphContext } from '../context.js';
import { Method, PresentationArgs, scaleOf } from '../interaction/presentation.args.js';
import { datasetOf } from './dataset-of.js';
import { RunIntervals, type Interval, type MeanIntervals } from './intervals.type.js';
import { EstimationRun } from './run.type.js';

@Resolver(() => EstimationRun)
export class IntervalsResolver {
  @FieldResolver(() => RunIntervals, {
    nullable: true,
    description:
      'Intervals of the run’s means. Null until the run is COMPLETED, for a run without bootstrap draws, or when no sample is finite.',
  })
  async intervals(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
    @Args(() => PresentationArgs) args: PresentationArgs,
  ): Promise<RunIntervals | null> {
    const overall = runSummary(run)?.intervals;
    if (!overall) return null;
    const { classes } = await datasetOf(run, context);
    const groups = await classAggregates(context.workspace.store, run.id);
    return {
      confidence: shownConfig(run).uncertainty.confidence,
      overall: meanIntervals(overall, args),
      classes: groups.flatMap(({ classIndex, intervals }) =>
        intervals ? [{ label: classes[classIndex]!.label, ...meanIntervals(intervals, args) }] : [],
      ),
    };
  }
}

/** Every draw has an adjustment of its own, so adjusted intervals are stored and not shifted ones. */
function meanIntervals(
  { raw, adjusted, evidence, information }: GroupIntervalsRecord,
  { method, unit, ...how }: PresentationArgs,
): Pick<MeanIntervals, keyof MeanIntervals> {
  const scale = scaleOf(unit);
  const shown = ({ low, high }: Interval): Interval => ({ low: low * scale, high: high * scale });
  const { r, u1, u2, s } = method === Method.EVIDENCE ? evidence : how.adjusted ? adjusted : raw;
  const { i1, i2, i12 } = information;
  return {
    r: shown(r),
    u1: shown(u1),
    u2: shown(u2),
    s: shown(s),
    i1: shown(i1),
    i2: shown(i2),
    i12: shown(i12),
  };
}
