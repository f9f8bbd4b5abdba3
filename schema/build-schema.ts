import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema } from 'type-graphql';
import { guardSchema } from './access/guard-schema.js';
import { DatasetResolver } from './dataset/dataset.resolver.js';
import { AggregateResolver } from './interaction/aggregate.resolver.js';
import { ColumnsResolver } from './interaction/columns.resolver.js';
import { ComponentMeansResolver } from './interaction/component-means.resolver.js';
import { DistributionResolver } from './interaction/distribution.resolver.js';
import { InteractionResolver } from './interaction/interaction.resolver.js';
import { IntervalsResolver } from './run/intervals.resolver.js';
import { PermutationTestResolver } from './run/permutation-test.resolver.js';
import { RunDiagnosticsResolver } from './run/run-diagnostics.resolver.js';
import { RunComparisonResolver } from './comparison/run-comparison.resolver.js';
import { DatasetModelsResolver, ModelResolver } from './model/model.resolver.js';
import { RunSeriesResolver } from './series/run-series.resolver.js';
import { RunEventsResolver } from './run/run-events.resolver.js';
import { RunResolver } from './run/run.resolver.js';
import { EnsembleResolver } from './ensemble/ensemble.resolver.js';
import { RoutingResolver } from './routing/routing.resolver.js';
import { DatasetSubsetsResolver } from './subset/dataset-subsets.resolver.js';
import { SubsetResolver } from './subset/subset.resolver.js';
import { SensitivityResolver } from './run/sensitivity.resolver.js';

/** The GraphQL schema; `schema.graphql` beside this file is its committed text. */
export async function buildGraphSchema(): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      DatasetResolver,
      RunResolver,
      RunDiagnosticsResolver,
      SensitivityResolver,
      IntervalsResolver,
      PermutationTestResolver,
      InteractionResolver,
      ColumnsResolver,
      AggregateResolver,
      DistributionResolver,
      ComponentMeansResolver,
      RunComparisonResolver,
      RunSeriesResolver,
      SubsetResolver,
      DatasetSubsetsResolver,
      RoutingResolver,
      ModelResolver,
      DatasetModelsResolver,
      EnsembleResolver,
      RunEventsResolver,
    ],
    validate: false, // every input is checked where it is used, and answered with userErrors
    // Required by type-graphql although every subscription brings its own source.
    pubSub: { publish: () => undefined, subscribe: () => neverPublished() },
  });
  // type-graphql has no place to say it.
  schema.getQueryType()!.description = 'What can be asked.';
  schema.getMutationType()!.description =
    'What can be done: each answers with the object, or with userErrors.';
  schema.getSubscriptionType()!.description = 'What can be followed, over graphql-ws.';
  guardSchema(schema);
  return schema;
}

function neverPublished(): AsyncIterable<never> {
  return {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
  };
}
