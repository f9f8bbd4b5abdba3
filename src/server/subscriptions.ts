import type { IncomingMessage, Server } from 'node:http';
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { GraphContext } from '../../schema/context.js';
import { formatError } from '../../schema/shared/format-error.js';

/** Bytes of one message from a client: a document and its variables. */
const LARGEST_MESSAGE = 1024 * 1024;

/** Serves GraphQL over WebSocket (the graphql-transport-ws protocol) at /graphql. */
export function serveSubscriptions(
  server: Server,
  schema: GraphQLSchema,
  context: () => GraphContext,
  report: (error: unknown) => void,
): { close(): Promise<void> } {
  const sockets = new WebSocketServer({
    server,
    path: '/graphql',
    maxPayload: LARGEST_MESSAGE,
    verifyClient: ({ req }: { req: IncomingMessage }) => isSameOrigin(req),
  });
  const format = (errors: readonly (GraphQLError | GraphQLFormattedError)[]): GraphQLFormattedError[] =>
    errors.map((error) => formatError('toJSON' in error ? error.toJSON() : error, error, report));
  const served = useServer(
    {
      schema,
      context,
      onError: (_connection, _id, _payload, errors) => format(errors),
      onNext: (_connection, _id, _payload, _args, result) =>
        result.errors
          ? ({ ...result, errors: format(result.errors) } as FormattedExecutionResult)
          : undefined,
    },
    sockets,
  );
  return {
    async close() {
      await served.dispose();
      sockets.close();
    },
  };
}

/**
 * Browsers let any page open a WebSocket to any server: only pages of this very server may, and programs,
 * which send no Origin.
 */
function isSameOrigin({ headers: { origin, host } }: IncomingMessage): boolean {
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
