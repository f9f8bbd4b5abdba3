import type { IncomingMessage, Server } from 'node:http';
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import type { GraphContext } from '../../schema/context.js';
import { formatError } from '../../schema/shared/format-error.js';
import { documentCache } from './document-cache.js';
import { subscribeTogether } from './subscribe-together.js';

/** Bytes of one message from a client: a document and its variables. */
const LARGEST_MESSAGE = 1024 * 1024;
/** A client that does not answer a ping within this time, because it does not read its socket, is let go. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Serves GraphQL over WebSocket (the graphql-transport-ws protocol) at /graphql.
 *
 * graphql-ws takes a subscription's next event when the socket has taken the one before: of a client that does not
 * read, a subscription holds one message beside what followRunEvents holds.
 *
 * @param keepAliveMs between two pings, and how long to wait for their answer
 */
export function serveSubscriptions(
  server: Server,
  schema: GraphQLSchema,
  context: () => GraphContext,
  report: (error: unknown) => void,
  keepAliveMs = KEEP_ALIVE_MS,
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
      ...documentCache(),
      subscribe: subscribeTogether(),
      onError: (_connection, _id, _payload, errors) => format(errors),
      onNext: (_connection, _id, _payload, _args, result) =>
        result.errors
          ? ({ ...result, errors: format(result.errors) } as FormattedExecutionResult)
          : undefined,
    },
    sockets,
    keepAliveMs,
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
