import type { IncomingMessage, Server } from 'node:http';
import {
  GraphQLError,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { graphContext, type Served } from '../../schema/context.js';
import { formatError } from '../../schema/shared/format-error.js';
import { InputFailure } from '../domain/failure.js';
import type { Client } from '../domain/role.js';
import { keyOf, type Access } from './access.js';
import { documentCache } from './document-cache.js';
import { letThrough, type DocumentGate } from './document-gate.js';
import { subscribeTogether } from './subscribe-together.js';

/** Bytes of one message from a client: a document and its variables. */
const LARGEST_MESSAGE = 1024 * 1024;
/** A client that does not answer a ping within this time, because it does not read its socket, is let go. */
const KEEP_ALIVE_MS = 30_000;

export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly served: Served;
  readonly access: Access;
  readonly gate: DocumentGate;
  readonly introspection: boolean;
  readonly report: (error: unknown) => void;
}

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
  { schema, served, access, gate, introspection, report }: SubscriptionsOptions,
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
  const keys = new WeakMap<object, string | null>();
  const clients = new WeakMap<object, Client>();
  const documents = documentCache(introspection);
  const serving = useServer<Record<string, unknown>, { request: IncomingMessage }>(
    {
      schema,
      parse: documents.parse,
      validate: documents.validate,
      subscribe: subscribeTogether(),
      async onConnect({ connectionParams, extra }) {
        const key = keyOf(extra.request) ?? keyOfParams(connectionParams);
        keys.set(extra, key);
        try {
          await access.admit(extra.request, key);
          return true;
        } catch (error) {
          if (!(error instanceof InputFailure)) report(error);
          return false; // the socket is closed as forbidden
        }
      },
      async onSubscribe({ extra }, _id, payload) {
        try {
          // Each time: the key may have been revoked since, or sends too much.
          clients.set(extra, await access.admit(extra.request, keys.get(extra) ?? null));
          letThrough(gate, payload);
          return undefined;
        } catch (error) {
          return [new GraphQLError((error as Error).message, { originalError: error as Error })];
        }
      },
      context: ({ extra }) => graphContext(served, clients.get(extra)!, null),
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
      await serving.dispose();
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

/** The key of a connection's first message, where a browser can put it. */
function keyOfParams(params: Readonly<Record<string, unknown>> | undefined): string | null {
  const given = params?.['authorization'] ?? params?.['Authorization'];
  if (typeof given === 'string') return given.replace(/^Bearer +/i, '');
  const key = params?.['apiKey'];
  return typeof key === 'string' ? key : null;
}
