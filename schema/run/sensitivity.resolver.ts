import { Arg, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { MeanDocument } from '../../src/actions/mean-document.js';
import { resampleSensitivity } from '../../src/actions/resample-sensitivity.js';
import { runSummary } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { ComponentMeans } from '../interaction/component-means.type.js';
import { Unit } from '../interaction/interaction.type.js';
import { scaleOf } from '../interaction/presentation.args.js';
import { EstimationRun } from './run.type.js';
import { Sensitivity } from './sensitivity.type.js';

@Resolver(() => EstimationRun)
export class SensitivityResolver {
  @FieldResolver(() => Sensitivity, {
    nullable: true,
    description:
      'R, U1, U2 and S as the offset between the surprisals moves. Null until the run is COMPLETED, or when no sample is finite.',
  })
  sensitivity(
    @Root() run: RunRecord,
    @Arg('points', () => Int, {
      defaultValue: 21,
      description: 'Points of the curve, 2 to 101; another number is answered by the code `BAD_POINTS`.',
    })
    points: number,
    @Arg('unit', () => Unit, { defaultValue: Unit.NATS, description: 'Unit of offsets and means.' })
    unit: Unit,
  ): Sensitivity | null {
    const curve = runSummary(run)?.sensitivity;
    if (!curve) return null;
    const scale = scaleOf(unit);
    const means = ({ R, U1, U2, S }: MeanDocument): Pick<ComponentMeans, keyof ComponentMeans> => ({
      r: R * scale,
      u1: U1 * scale,
      u2: U2 * scale,
      s: S * scale,
    });
    return {
      points: resampleSensitivity(curve, points).map(({ offset, ...point }) => ({
        offset: offset * scale,
        ...means(point),
      })),
      limits: { negative: means(curve.limits.negative), positive: means(curve.limits.positive) },
    };
  }
}
