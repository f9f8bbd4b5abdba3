import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
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
import { stringifyAnswer } from '../../schema/shared/raw-json.js';
import type { Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { knownDatasets } from '../store/known-datasets.js';
import { exports } from './exports.js';
import { graphiql } from './graphiql.js';
import { answerHttpError } from './http-error.js';
import { jsonBody } from './json-body.js';
import { closeAtOnce, listen, urlOf } from './listen.js';
import { openMetrics, type Metrics } from './metrics.js';
import { operations } from './operations.js';
import { serveSubscriptions } from './subscriptions.js';

export interface ServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Told in full of errors that clients are only told the fact of. */
  readonly report: (error: unknown) => void;
  /** Milliseconds between pings of sockets, and until one that does not answer is closed; half a minute by default. */
  readonly keepAliveMs?: number;
  /** The process's; its own when left out. */
  readonly metrics?: Metrics;
  /** Of this process, once there is one: readiness needs its lease. */
  readonly worker?: () => Worker | null;
}

export interface RunningServer {
  /** `http://host:port`, without a path. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * GraphQL at /graphql (HTTP and WebSocket), GraphiQL at /, and what operators ask: /healthz, /readyz, /metrics.
 *
 * @throws InputFailure PORT_TAKEN, BAD_HOST
 */
export async function startServer(
  workspace: Workspace,
  { host, port, report, keepAliveMs, metrics = openMetrics(workspace), worker = () => null }: ServerOptions,
): Promise<RunningServer> {
  const schema = await buildGraphSchema();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every subscription listens
  const datasets = knownDatasets(workspace.store);
  const context = (): GraphContext => graphContext(workspace, datasets, closing.signal);
  const apollo = new ApolloServer<GraphContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stringifyResult: stringifyAnswer,
    stopOnTerminationSignals: false, // it would send itself the signal again, which ends the process at once
    formatError: (formatted, error) => formatError(formatted, error, report),
    plugins: [ApolloServerPluginLandingPageDisabled(), ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();
  const app = express();
  app.disable('x-powered-by');
  app.use(operations(workspace, metrics, worker));
  app.use('/graphql', jsonBody, expressMiddleware(apollo, { context: () => Promise.resolve(context()) }));
  app.use(exports(workspace, schema, context, report));
  app.use(graphiql());
  app.use(answerHttpError(report));
  const http = createServer(app);
  await listen(http, host, port);
  const subscriptions = serveSubscriptions(http, schema, context, report, keepAliveMs);
  return {
    url: urlOf(http),
    async close() {
      closing.abort();
      await subscriptions.close();
      await closeAtOnce(http);
      await apollo.stop();
    },
  };
}
