import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { permutationDocument, type PermutationDocument } from '../../src/actions/permutation-document.js';
import { runSummary } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import { Unit } from '../interaction/interaction.type.js';
import { scaleOf } from '../interaction/presentation.args.js';
import { PermutationTest, type TestedStatistics } from './permutation-test.type.js';
import { EstimationRun } from './run.type.js';

@Resolver(() => EstimationRun)
export class PermutationTestResolver {
  @FieldResolver(() => PermutationTest, {
    nullable: true,
    description:
      'The run’s label-permutation test. Null until the run is COMPLETED, and for a run without permutations.',
  })
  permutationTest(
    @Root() run: RunRecord,
    @Arg('unit', () => Unit, { defaultValue: Unit.NATS, description: 'Unit of the observed statistics.' })
    unit: Unit,
  ): PermutationTest | null {
    const test = runSummary(run)?.permutationTest;
    if (!test) return null;
    const { permutations, observed, pValues } = permutationDocument(test, scaleOf(unit));
    return { permutations, observed: tested(observed), pValues: tested(pValues) };
  }
}

function tested({ I1, I2, I12, R, S }: PermutationDocument['observed']): TestedStatistics {
  return { i1: I1, i2: I2, i12: I12, r: R, s: S };
}
