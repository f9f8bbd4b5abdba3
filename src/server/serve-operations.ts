import { createServer } from 'node:http';
import express from 'express';
import type { Worker } from '../../jobs/worker.js';
import type { Workspace } from '../actions/workspace.js';
import { closeAtOnce, listen, urlOf } from './listen.js';
import type { Metrics } from './metrics.js';
import { operations } from './operations.js';
import type { RunningServer } from './start-server.js';

/**
 * /healthz, /readyz and /metrics of a worker that serves nothing else.
 *
 * @throws InputFailure PORT_TAKEN, PORT_REFUSED, BAD_HOST
 */
export async function serveOperations(
  workspace: Workspace,
  metrics: Metrics,
  worker: () => Worker | null,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  const app = express();
  app.disable('x-powered-by');
  app.use(operations(workspace, metrics, worker));
  const http = createServer(app);
  await listen(http, host, port);
  return { url: urlOf(http), close: () => closeAtOnce(http) };
}
