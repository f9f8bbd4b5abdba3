import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { deleteWithBlob } from '../../src/actions/kept-with-blob.js';
import { registerContent } from '../../src/actions/register-content.js';
import { MODEL, requireModel } from '../../src/actions/require-model.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { newestModels, type ModelRecord } from '../../src/store/models.js';
import type { GraphContext } from '../context.js';
import { Dataset } from '../dataset/dataset.type.js';
import { MethodArgs, PresentationArgs, scaleOf } from '../interaction/presentation.args.js';
import { datasetOf } from '../run/dataset-of.js';
import type { ConnectionOf } from '../shared/connection.js';
import {
  NewestFirstArgs,
  newestFirstPage,
  newestOfDataset,
  NewestOfDatasetArgs,
} from '../shared/newest-first.js';
import { orUserErrors } from '../shared/user-error.type.js';
import { assessedOnce } from './assessed-once.js';
import { capturedInteractions } from './captured-interactions.js';
import { CapturedInteractions } from './captured-interactions.type.js';
import { ModelQuality, type StratumScores } from './model-quality.type.js';
import { Model, ModelConnection } from './model.type.js';
import { DeleteModelPayload, RegisterModelInput, RegisterModelPayload } from './register-model.input.js';

const RUN_ARGUMENT = { description: 'A completed run of the model’s dataset.' };

@Resolver(() => Model)
export class ModelResolver {
  @Query(() => Model, { description: 'One model. Error codes `MODEL_NOT_FOUND`, `AMBIGUOUS_NAME`.' })
  model(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'Its id, or its name where just one dataset has a model of it.' })
    id: string,
  ): Promise<ModelRecord> {
    return requireModel(workspace.store, id);
  }

  @Query(() => ModelConnection, { description: 'Models, the newest first.' })
  models(
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestOfDatasetArgs) page: NewestOfDatasetArgs,
  ): Promise<ConnectionOf<ModelRecord>> {
    return newestOfDataset(workspace.store, page, newestModels);
  }

  @FieldResolver()
  dataset(@Root() model: ModelRecord, @Ctx() context: GraphContext): Promise<DatasetRecord> {
    return datasetOf(model, context);
  }

  @FieldResolver(() => ModelQuality, {
    description:
      'How good it is on the samples of each dominant component of a run, and of each class. Error codes `RUN_NOT_COMPLETE`, `MODEL_OF_OTHER_DATASET`.',
  })
  async quality(
    @Root() model: ModelRecord,
    @Ctx() context: GraphContext,
    @Arg('runId', () => ID, RUN_ARGUMENT) runId: string,
    @Args(() => MethodArgs) view: MethodArgs,
  ): Promise<ModelQuality> {
    const { strata, classes } = await assessedOnce(model, runId, view, context);
    return {
      strata: strata.map(({ dominant, ...scores }) => ({
        dominant: dominant as StratumScores['dominant'],
        scores,
      })),
      classes: classes.map(({ label, ...scores }) => ({ label, scores })),
    };
  }

  @FieldResolver(() => CapturedInteractions, {
    description:
      'How much of a run’s synergy it captures, and of each class. Error codes `RUN_NOT_COMPLETE`, `MODEL_OF_OTHER_DATASET`.',
  })
  async captured(
    @Root() model: ModelRecord,
    @Ctx() context: GraphContext,
    @Arg('runId', () => ID, RUN_ARGUMENT) runId: string,
    @Args(() => PresentationArgs) how: PresentationArgs,
  ): Promise<CapturedInteractions> {
    return capturedInteractions(await assessedOnce(model, runId, how, context), scaleOf(how.unit));
  }

  @Mutation(() => RegisterModelPayload, {
    description:
      'Checks and stores a model’s predictions of a dataset; what is refused leaves nothing behind.',
  })
  registerModel(
    @Ctx() { workspace }: GraphContext,
    @Arg('input', () => RegisterModelInput, { description: 'The file.' })
    input: RegisterModelInput,
  ): Promise<RegisterModelPayload> {
    return orUserErrors(
      async () => ({
        // the other fields have resolvers
        model: (await registerContent(workspace, input)) as unknown as Model,
      }),
      { model: null },
    );
  }

  @Mutation(() => DeleteModelPayload, {
    description: 'Deletes a model and its predictions. For administrators.',
  })
  deleteModel(
    @Ctx() { workspace }: GraphContext,
    @Arg('id', () => ID, { description: 'The model’s id, or its name as of `model`.' }) id: string,
  ): Promise<DeleteModelPayload> {
    return orUserErrors(async () => ({ deletedModelId: (await deleteWithBlob(workspace, MODEL, id)).id }), {
      deletedModelId: null,
    });
  }
}

@Resolver(() => Dataset)
export class DatasetModelsResolver {
  @FieldResolver(() => ModelConnection, { description: 'The dataset’s models, the newest first.' })
  models(
    @Root() dataset: DatasetRecord,
    @Ctx() { workspace }: GraphContext,
    @Args(() => NewestFirstArgs) page: NewestFirstArgs,
  ): Promise<ConnectionOf<ModelRecord>> {
    return newestFirstPage(page, (first, after) => newestModels(workspace.store, dataset.id, first, after));
  }
}
