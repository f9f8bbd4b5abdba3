import { Arg, Args, Ctx, FieldResolver, Float, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deleteWithBlob } from '../../src/actions/kept-with-blob.js';
import { ENSEMBLE } from '../../src/actions/ensembles/ensemble-kind.js';
import { ensembleConclusion } from '../../src/actions/ensembles/ensemble-conclusion.js';
import { ensembleRequest } from '../../src/actions/ensembles/ensemble-request.js';
import { saveEnsemble } from '../../src/actions/ensembles/save-ensemble.js';
import { requireNamed } from '../../src/actions/named.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { EnsembleResult } from '../../src/store/ensembles/ensemble-result.type.js';
import { newestEnsembles, type EnsembleRecord } from '../../src/store/ensembles/ensembles.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import { datasetOf } from '../run/dataset-of.js';
import type { ConnectionOf } from '../shared/connection.js';
import { newestOfDataset, NewestOfDatasetArgs } from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import {
  BestSingle,
  DeleteEnsemblePayload,
  Ensemble,
  EnsembleConnection,
  EnsembleDiversity,
  EnsembleMember,
  EnsembleSettings,
  HeldOutScores,
  ScoreComparison,
  SelectEnsemblePayload,
  StratumWeights,
} from './ensemble.type.js';
import { SelectEnsembleInput } from './select-ensemble.input.js';

@Resolver(() => Ensemble)
export class EnsembleResolver {
  @Query(() => Ensemble, {
    description: 'One ensemble. Error codes `ENSEMBLE_NOT_FOUND` and, of a name, `AMBIGUOUS_NAME`.',
  })
  ensemble(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<EnsembleRecord> {
    return requireNamed(workspace.store, ENSEMBLE, id, 'id');
  }

  @Query(() => EnsembleConnection, { description: 'Ensembles, the newest first.' })
  ensembles(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestOfDatasetArgs) page: NewestOfDatasetArgs,
  ): Promise<ConnectionOf<EnsembleRecord>> {
    return newestOfDataset(workspace.store, page, newestEnsembles);
  }

  @FieldResolver(() => Dataset, { description: 'Whose samples its models predict.' })
  dataset(@Root() ensemble: EnsembleRecord, @Ctx() context: GraphContext): Promise<DatasetRecord> {
    return datasetOf(ensemble, context);
  }

  @FieldResolver(() => EnsembleSettings, { description: 'How it was selected.' })
  settings(@Root() { settings }: EnsembleRecord): EnsembleSettings {
    return settings as unknown as EnsembleSettings;
  }

  @FieldResolver(() => Int, { description: 'Samples it was selected on.' })
  sampleCount(@Root() { result }: EnsembleRecord): number {
    return result.samples;
  }

  @FieldResolver(() => [EnsembleMember], {
    description: 'All models it was selected from, as they were named.',
  })
  models(@Root() { result }: EnsembleRecord): EnsembleMember[] {
    return [...result.models];
  }

  @FieldResolver(() => HeldOutScores, { description: 'Of the ensemble.' })
  heldOut(@Root() { result }: EnsembleRecord): EnsembleResult['heldOut'] {
    return result.heldOut;
  }

  @FieldResolver(() => BestSingle, { description: 'Of the best model alone.' })
  bestSingle(@Root() { result }: EnsembleRecord): EnsembleResult['bestSingle'] {
    return result.bestSingle;
  }

  @FieldResolver(() => HeldOutScores, { description: 'Of all models with equal weights.' })
  uniform(@Root() { result }: EnsembleRecord): EnsembleResult['uniform'] {
    return result.uniform;
  }

  @FieldResolver(() => ScoreComparison, { description: 'Beside the best model alone.' })
  againstBestSingle(@Root() { result }: EnsembleRecord): ScoreComparison {
    return result.againstBestSingle as ScoreComparison;
  }

  @FieldResolver(() => ScoreComparison, { description: 'Beside the uniform average.' })
  againstUniform(@Root() { result }: EnsembleRecord): ScoreComparison {
    return result.againstUniform as ScoreComparison;
  }

  @FieldResolver(() => String, {
    description:
      'In words: whether it beats the uniform average and the best model alone on held-out samples.',
  })
  conclusion(@Root() ensemble: EnsembleRecord): string {
    return ensembleConclusion(ensemble);
  }

  @FieldResolver(() => [Float], {
    nullable: true,
    description:
      'Of the average after each round of greedy selection on all samples; null for other methods.',
  })
  scoreByRound(@Root() { result }: EnsembleRecord): readonly number[] | null {
    return result.scoreByRound;
  }

  @FieldResolver(() => [StratumWeights], {
    description: 'Weights by stratum; empty where all samples have the weights of `models`.',
  })
  strata(@Root() { result }: EnsembleRecord): StratumWeights[] {
    return (result.interactionAware?.strata ?? []) as StratumWeights[];
  }

  @FieldResolver(() => EnsembleDiversity, { description: 'How far the models say the same.' })
  diversity(@Root() { result: { diversity } }: EnsembleRecord): EnsembleDiversity {
    return { ...diversity, correlation: diversity.correlation.map((row) => row.map((value) => value ?? 0)) };
  }

  @Mutation(() => SelectEnsemblePayload, {
    description:
      'Selects an ensemble, and says what it is worth on held-out samples beside the best model alone and the uniform average. Answers when it is done: of 20 models and 100,000 samples after some seconds, INTERACTION_AWARE after a minute.',
  })
  selectEnsemble(
    @Ctx() { workspace }: GraphContext,
    @Arg('input', () => SelectEnsembleInput, { description: 'Which models, and how.' })
    { name, models, runId, componentMethod, adjusted, subset, ...options }: SelectEnsembleInput,
  ): Promise<SelectEnsemblePayload> {
    return orUserErrors(
      async () => {
        const how = { method: componentMethod, adjusted, runId: runId ?? null, subset: subset ?? null };
        const request = await ensembleRequest(workspace.store, name, models, how, options);
        return { ensemble: (await saveEnsemble(workspace, request)) as Pick<Ensemble, 'id'> as Ensemble };
      },
      { ensemble: null },
    );
  }

  @Mutation(() => DeleteEnsemblePayload, { description: 'Deletes an ensemble, and none of its models.' })
  deleteEnsemble(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where one dataset alone has it.' }) id: string,
  ): Promise<DeleteEnsemblePayload> {
    return orUserErrors(async () => ({ deletedId: (await deleteWithBlob(workspace, ENSEMBLE, id)).id }), {
      deletedId: null,
    });
  }
}
