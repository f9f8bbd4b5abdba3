import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import { shown, type ComponentName } from '../../src/domain/interaction-filter.js';
import { runSummary } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import { EstimationRun } from '../run/run.type.js';
import { ComponentMeans } from './component-means.type.js';
import { Method, presentationOf, PresentationArgs } from './presentation.args.js';

@Resolver(() => EstimationRun)
export class ComponentMeansResolver {
  @FieldResolver(() => ComponentMeans, {
    nullable: true,
    description: 'The run’s mean components. Null until the run is COMPLETED, or when no sample is finite.',
  })
  components(
    @Root() run: RunRecord,
    @Args(() => PresentationArgs) args: PresentationArgs,
  ): ComponentMeans | null {
    const summary = runSummary(run);
    const means = args.method === Method.EVIDENCE ? summary?.evidence : summary?.means;
    if (!means) return null;
    const presentation = presentationOf(run, args);
    const value = (name: ComponentName): number => shown(means[name], name, presentation);
    return { r: value('r'), u1: value('u1'), u2: value('u2'), s: value('s') };
  }
}
