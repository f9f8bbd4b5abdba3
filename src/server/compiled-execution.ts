import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import {
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { GraphContext } from '../../schema/context.js';

type Gateway = ApolloServerOptionsWithGateway<GraphContext>['gateway'];
type Loaded = Awaited<ReturnType<Gateway['load']>>;
type Executor = (request: Parameters<NonNullable<Loaded['executor']>>[0]) => Promise<ExecutionResult>;
type Compiled = (context: unknown, variables: object) => Promise<ExecutionResult> | ExecutionResult;

/**
 * Executes queries that come again by code made for them (graphql-jit), in a third of the time; all else by graphql-js,
 * whose answers are the same. Apollo has one place for another way to execute, which it calls a gateway.
 */
export function compiledExecution(schema: GraphQLSchema): Gateway {
  const executor = executorOf(schema);
  return {
    load: () => Promise.resolve({ executor }),
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' });
      return () => undefined;
    },
    stop: () => Promise.resolve(),
  };
}

function executorOf(schema: GraphQLSchema): Executor {
  // By identity: Apollo keeps the documents that come again, and with one goes its code.
  const seen = new WeakSet<DocumentNode>();
  const compiled = new WeakMap<DocumentNode, Map<string | undefined, Compiled | null>>();

  const codeOf = (document: DocumentNode, operationName: string | undefined): Compiled | null => {
    if (!seen.has(document)) {
      seen.add(document); // making the code takes longer than executing a document once
      return null;
    }
    const byName = compiled.get(document) ?? new Map<string | undefined, Compiled | null>();
    compiled.set(document, byName);
    if (!byName.has(operationName)) byName.set(operationName, compile(schema, document, operationName));
    return byName.get(operationName)!;
  };

  return async ({ document, context, request }) => {
    const operationName = request.operationName ?? undefined;
    const variables = request.variables ?? {};
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
      return {
        errors: [
          new GraphQLError('Subscriptions are followed over WebSockets (graphql-ws), at the same path.'),
        ],
      };
    }
    let result = await codeOf(document, operationName)?.(context, variables);
    // Without data nothing was executed: graphql-js says better what is wrong with the variables.
    if (result?.data === undefined) {
      result = await execute({ schema, document, operationName, contextValue: context, variableValues: variables }); // prettier-ignore
    } else if (result.errors) {
      result = { ...result, errors: result.errors.map(asGraphQLError) };
    }
    (context as unknown as GraphContext).parts?.putInto(result.data);
    return result;
  };
}

/** Null for what is not compiled: mutations, which are rare, and what graphql-jit cannot do. */
function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): Compiled | null {
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.QUERY) return null;
  const code = compileQuery(schema, document, operationName, { disablingCapturingStackErrors: true });
  return isCompiledQuery(code) ? (context, variables) => code.query(undefined, context, variables) : null;
}

/** Errors of graphql-jit are of a class of its own, which Apollo does not know. */
function asGraphQLError({ message, locations, path, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, { path: path ?? null, originalError: originalError ?? null });
  return Object.assign(error, { locations });
}
