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
import { isCompilable } from './is-compilable.js';

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
  const compiled = new WeakMap<DocumentNode, Compiled | null>();

  const codeOf = (document: DocumentNode): Compiled | null => {
    if (!seen.has(document)) {
      seen.add(document); // making the code takes longer than executing a document once
      return null;
    }
    const known = compiled.get(document);
    if (known !== undefined) return known;
    const code = compile(schema, document);
    compiled.set(document, code);
    return code;
  };

  return async ({ document, context, request }) => {
    const operationName = request.operationName ?? undefined;
    const variables = request.variables ?? {};
    const operation = getOperationAST(document, operationName);
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      return {
        errors: [
          new GraphQLError('Subscriptions are followed over WebSockets (graphql-ws), at the same path.'),
        ],
      };
    }
    let result = operation ? await codeOf(document)?.(context, variables) : undefined;
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

/** Null for what is not compiled: mutations, which are rare, and what graphql-jit cannot do, or not safely. */
function compile(schema: GraphQLSchema, document: DocumentNode): Compiled | null {
  if (!isCompilable(document)) return null;
  const code = compileQuery(schema, document, undefined, { disablingCapturingStackErrors: true });
  return isCompiledQuery(code) ? (context, variables) => code.query(undefined, context, variables) : null;
}

/** Errors of graphql-jit are of a class of its own, which Apollo does not know. */
function asGraphQLError({ message, locations, path, originalError }: GraphQLError): GraphQLError {
  // A resolver's fault, of which graphql-jit makes no error.
  const cause = originalError ?? (/^Cannot return null for/.test(message) ? new Error(message) : null);
  return Object.assign(new GraphQLError(message, { path: path ?? null, originalError: cause }), {
    locations,
  });
}
