import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import { graphContext, type Served } from '../../schema/context.js';
import { rowsRequest } from '../../schema/interaction/columns.args.js';
import { exportArguments } from '../../schema/interaction/export-arguments.js';
import { selectionOf } from '../../schema/interaction/selection.args.js';
import { requireCompleted } from '../actions/export-interactions.js';
import { requireRun } from '../actions/require-run.js';
import { InputFailure } from '../domain/failure.js';
import { isConnectionError } from '../store/is-connection-error.js';
import { sendCsv, sendNdjson } from '../store/interactions/interaction-columns.js';
import { COLUMN_NAMES, shownColumns } from '../store/interactions/shown-columns.js';
import { clientOf } from './access.js';
import { jsonBody } from './json-body.js';

const FORMATS = {
  csv: { send: sendCsv, type: 'text/csv; charset=utf-8; header=present' },
  ndjson: { send: sendNdjson, type: 'application/x-ndjson; charset=utf-8' },
} as const;

/**
 * A run's records as a file of any size, sent as fast as it is read: `/runs/ID/interactions.csv` and `.ndjson`, with the
 * arguments of `interactionColumns` in the address, or in a body of JSON.
 */
export function exports(served: Served, schema: GraphQLSchema, report: (error: unknown) => void): Router {
  const { store } = served.workspace;
  const router = Router();
  for (const format of ['csv', 'ndjson'] as const) {
    const path = `/runs/:run/interactions.${format}`;
    router.get(path, (request: Request, response: Response) =>
      send(format, request.query, request, response),
    );
    router.post(path, jsonBody, (request: Request, response: Response) =>
      send(format, (request.body ?? {}) as Record<string, unknown>, request, response),
    );
  }

  async function send(
    format: keyof typeof FORMATS,
    given: Readonly<Record<string, unknown>>,
    { params }: Request,
    response: Response,
  ): Promise<void> {
    const run = await requireRun(store, String(params['run']));
    requireCompleted(run);
    const args = exportArguments(schema, given);
    if (args.limit != null && args.limit < 1)
      throw new InputFailure('BAD_LIMIT', `limit must be 1 or more, got ${String(args.limit)}.`, 'limit');
    const selection = (await selectionOf(run, graphContext(served, clientOf(response), null), args))!;
    const request = {
      ...rowsRequest(args, { runId: run.id, method: selection.presentation.method }),
      limit: args.limit ?? null,
    };
    const columns = shownColumns(args.columns ?? COLUMN_NAMES, selection);
    const rows = await FORMATS[format].send(store, selection, columns, request);
    response.attachment(`interactions-${run.id}.${format}`);
    response.setHeader('content-type', FORMATS[format].type); // after what the name suggests
    try {
      await pipeline(rows, response);
    } catch (error) {
      // The status has been sent: whoever reads learns of it by an answer that breaks off.
      response.destroy();
      const hasLeft = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
      if (!hasLeft && !isConnectionError(error)) report(error);
    }
  }

  return router;
}
