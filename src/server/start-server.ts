import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { buildGraphSchema } from '../../schema/build-schema.js';
import { graphContext, type GraphContext } from '../../schema/context.js';
import { formatError } from '../../schema/shared/format-error.js';
import type { Workspace } from '../actions/workspace.js';
import { graphiql } from './graphiql.js';
import { answerHttpError } from './http-error.js';
import { jsonBody } from './json-body.js';
import { listen } from './listen.js';
import { serveSubscriptions } from './subscriptions.js';

export interface ServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Told in full of errors that clients are only told the fact of. */
  readonly report: (error: unknown) => void;
  /** Milliseconds between pings of sockets, and until one that does not answer is closed; half a minute by default. */
  readonly keepAliveMs?: number;
}

export interface RunningServer {
  /** `http://host:port`, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * GraphQL at /graphql (HTTP and WebSocket) and GraphiQL at /.
 *
 * @throws InputFailure PORT_TAKEN, BAD_HOST
 */
export async function startServer(
  workspace: Workspace,
  { host, port, report, keepAliveMs }: ServerOptions,
): Promise<RunningServer> {
  const schema = await buildGraphSchema();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every subscription listens
  const context = (): GraphContext => graphContext(workspace, closing.signal);
  const apollo = new ApolloServer<GraphContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false, // it would send itself the signal again, which ends the process at once
    formatError: (formatted, error) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();
  const app = express();
  app.disable('x-powered-by');
  app.use('/graphql', jsonBody, expressMiddleware(apollo, { context: () => Promise.resolve(context()) }));
  app.use(graphiql());
  app.use(answerHttpError(report));
  const http = createServer(app);
  await listen(http, host, port);
  const subscriptions = serveSubscriptions(http, schema, context, report, keepAliveMs);
  const address = http.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${String(address.port)}`,
    async close() {
      closing.abort();
      await subscriptions.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await apollo.stop();
    },
  };
}
