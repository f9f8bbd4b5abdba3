import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import express from 'express';
import { buildGraphSchema } from '../../schema/build-schema.js';
import { LIMITS } from '../../schema/access/operation-limits.js';
import type { GraphContext } from '../../schema/context.js';
import { formatError } from '../../schema/shared/format-error.js';
import { stringifyAnswer } from '../../schema/shared/raw-json.js';
import type { Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { knownDatasets } from '../store/known-datasets.js';
import { knownRuns } from '../store/known-runs.js';
import { admission, openAccess, USUAL_ACCESS, type AccessOptions } from './access.js';
import { compiledExecution } from './compiled-execution.js';
import { costInExtensions } from './cost-in-extensions.js';
import { documentGate, type TrustedDocuments } from './document-gate.js';
import { exports } from './exports.js';
import { graphiql } from './graphiql.js';
import { graphqlEndpoint, isForGraphql } from './graphql-endpoint.js';
import { answerHttpError, sendHttpError } from './http-error.js';
import { closeAtOnce, listen, urlOf } from './listen.js';
import { openMetrics, type Metrics } from './metrics.js';
import { operations } from './operations.js';
import { keptExports } from './kept-exports.js';
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
  /** Who may come in; whoever reaches it when left out. */
  readonly access?: AccessOptions;
  /** Whether the schema may be asked for; it may when left out. */
  readonly introspection?: boolean;
  /** The only documents that are answered; any when left out. */
  readonly trustedDocuments?: TrustedDocuments;
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
  {
    host,
    port,
    report,
    keepAliveMs,
    metrics = openMetrics(workspace),
    worker = () => null,
    access = USUAL_ACCESS,
    introspection = true,
    trustedDocuments = null,
  }: ServerOptions,
): Promise<RunningServer> {
  const schema = await buildGraphSchema();
  const gate = documentGate(schema, trustedDocuments);
  const admit = openAccess(workspace.store, access);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every subscription listens
  const served = {
    workspace,
    datasets: knownDatasets(workspace.store),
    runs: knownRuns(workspace.store, workspace.notifications),
    closing: closing.signal,
  };
  const apollo = new ApolloServer<GraphContext>({
    gateway: compiledExecution(schema),
    introspection,
    persistedQueries: false, // asked for by its hash, a document would come past the gate
    parseOptions: { maxLexicalTokens: LIMITS.tokens },
    includeStacktraceInErrorResponses: false,
    stringifyResult: stringifyAnswer,
    stopOnTerminationSignals: false, // it would send itself the signal again, which ends the process at once
    formatError: (formatted, error) => formatError(formatted, error, report),
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      costInExtensions(),
    ],
  });
  await apollo.start();
  const app = express();
  app.disable('x-powered-by');
  app.use(
    ['/runs', '/subsets', '/routings', '/ensembles', ...(access.requireKeys ? ['/metrics'] : [])],
    admission(admit),
  );
  app.use(operations(workspace, metrics, worker));
  app.use(exports(served, schema, report));
  app.use(keptExports(served, report));
  app.use(graphiql());
  app.use(answerHttpError(report));
  const graphql = graphqlEndpoint({ apollo, access: admit, gate, served });
  const http = createServer((request, response) => {
    if (isForGraphql(request)) {
      graphql(request, response).catch((error: unknown) => sendHttpError(error, response, report));
    } else {
      app(request, response);
    }
  });
  await listen(http, host, port);
  const subscriptions = serveSubscriptions(
    http,
    { schema, served, access: admit, gate, introspection, report },
    keepAliveMs,
  );
  return {
    url: urlOf(http),
    async close() {
      closing.abort();
      await subscriptions.close();
      await closeAtOnce(http);
      await apollo.stop();
      await served.runs.close();
    },
  };
}
