import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { cancelRun } from '../../src/actions/cancel-run.js';
import { deleteRun } from '../../src/actions/delete-run.js';
import { found } from '../../src/actions/require-run.js';
import { retryRun } from '../../src/actions/retry-run.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { InputFailure } from '../../src/domain/failure.js';
import type { UncertaintyConfig } from '../../src/estimation/config.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestRuns } from '../../src/store/newest-first.js';
import { runSummary } from '../../src/store/run-summary.js';
import type { RunRecord } from '../../src/store/runs.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import type { ConnectionOf } from '../shared/connection.js';
import { NewestFirstArgs, newestFirstPage } from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import { datasetOf } from './dataset-of.js';
import { Adjustment, EstimationRun, EstimationRunConnection, Information, Provenance } from './run.type.js';
import { DeleteRunPayload } from './delete-run.payload.js';
import { RunPayload, StartEstimationInput, type UncertaintyInput } from './start-estimation.input.js';

@Resolver(() => EstimationRun)
export class RunResolver {
  @Query(() => EstimationRun, { description: 'One run. Error code `RUN_NOT_FOUND` when there is none.' })
  async run(
    @Ctx() { runs }: GraphContext,
    @Arg('id', () => ID, { description: 'A UUID.' }) id: string,
  ): Promise<RunRecord> {
    return found(await runs.load(id), id, 'id');
  }

  @Query(() => EstimationRunConnection, { description: 'All runs, the newest first.' })
  runs(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<RunRecord>> {
    return newestFirstPage(page, (first, after) => newestRuns(workspace.store, null, first, after));
  }

  @FieldResolver(() => Dataset, { description: 'What it estimates.' })
  dataset(@Root() run: RunRecord, @Ctx() context: GraphContext): Promise<DatasetRecord> {
    return datasetOf(run, context);
  }

  @FieldResolver()
  async modalities(
    @Root() run: RunRecord,
    @Ctx() context: GraphContext,
  ): Promise<DatasetRecord['modalities']> {
    const { modalities } = await datasetOf(run, context);
    return [modalities[run.firstModality]!, modalities[run.secondModality]!];
  }

  @FieldResolver(() => Provenance, { description: 'What its numbers were made from and with.' })
  async provenance(@Root() run: RunRecord, @Ctx() context: GraphContext): Promise<Provenance> {
    const { sha256 } = await datasetOf(run, context);
    const { codeVersion, engine, nodeVersion } = run;
    return { dataSha256: sha256, codeVersion, engine, nodeVersion };
  }

  @FieldResolver(() => Adjustment, { nullable: true, description: 'Null until the run is COMPLETED.' })
  adjustment(@Root() { adjustmentOffset, adjustmentRule }: RunRecord): Adjustment | null {
    return adjustmentOffset === null || adjustmentRule === null
      ? null
      : { offset: adjustmentOffset, rule: adjustmentRule };
  }

  @FieldResolver(() => Information, { nullable: true, description: 'Null until the run is COMPLETED.' })
  information(@Root() run: RunRecord): Information | null {
    return runSummary(run)?.means ?? null;
  }

  @Mutation(() => RunPayload, { description: 'Queues an estimation.' })
  startEstimation(
    @Ctx() { workspace }: GraphContext,
    @Arg('input', () => StartEstimationInput, { description: 'What to estimate.' })
    { datasetId, pair, preset, seed, config, uncertainty, tenant, engine }: StartEstimationInput,
    @Arg('idempotencyKey', () => String, {
      nullable: true,
      description: 'The same key again gives the run the first call made.',
    })
    idempotencyKey: string | null,
  ): Promise<RunPayload> {
    return orUserErrors(
      async () => ({
        run: (await startEstimation(workspace, {
          dataset: datasetId,
          preset,
          seed,
          ...(pair != null && { pair: checkedPair(pair) }),
          ...(config != null && { config }),
          ...(uncertainty != null && { uncertainty: given(uncertainty) }),
          ...(tenant != null && { tenant }),
          ...(engine != null && { engine }),
          ...(idempotencyKey != null && { idempotencyKey }),
        })) as unknown as EstimationRun, // the other fields have resolvers
      }),
      { run: null },
    );
  }

  @Mutation(() => RunPayload, {
    description: 'Cancels a run that has not ended; its workers end their steps as soon as they hear of it.',
  })
  cancelRun(
    @Ctx() { workspace }: GraphContext,
    @Arg('runId', () => ID, { description: 'The run’s id.' }) runId: string,
  ): Promise<RunPayload> {
    return orUserErrors(
      async () => ({ run: (await cancelRun(workspace, runId)) as unknown as EstimationRun }),
      { run: null },
    );
  }

  @Mutation(() => RunPayload, {
    description:
      'Lets a FAILED or CANCELLED run go on from what it finished; its events go on too, after the last one.',
  })
  retryRun(
    @Ctx() { workspace }: GraphContext,
    @Arg('runId', () => ID, { description: 'The run’s id.' }) runId: string,
  ): Promise<RunPayload> {
    return orUserErrors(
      async () => ({ run: (await retryRun(workspace, runId)) as unknown as EstimationRun }),
      { run: null },
    );
  }

  @Mutation(() => DeleteRunPayload, {
    description: 'Deletes a run that has ended, with its records and events. For administrators.',
  })
  deleteRun(
    @Ctx() { workspace, forgetRun }: GraphContext,
    @Arg('runId', () => ID, { description: 'The run’s id.' }) runId: string,
  ): Promise<DeleteRunPayload> {
    return orUserErrors(
      async () => {
        await deleteRun(workspace, runId);
        forgetRun(runId);
        return { deletedRunId: runId };
      },
      { deletedRunId: null },
    );
  }
}

/** What a client left out, or sent null for, stays as the preset and `config` have it. */
function given(uncertainty: UncertaintyInput): Partial<UncertaintyConfig> {
  return Object.fromEntries(Object.entries(uncertainty).filter(([, value]) => value != null));
}

function checkedPair(pair: readonly string[]): [string, string] {
  const [first, second] = pair;
  if (pair.length === 2 && first !== undefined && second !== undefined) return [first, second];
  throw new InputFailure('BAD_PAIR', `A pair is two modality names, got ${pair.length}.`, 'pair');
}
