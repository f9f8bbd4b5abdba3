import { Router, type Request, type Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import { graphContext, type Served } from '../../schema/context.js';
import { rowsRequest } from '../../schema/interaction/columns.args.js';
import { exportArguments } from '../../schema/interaction/export-arguments.js';
import { selectionOf } from '../../schema/interaction/selection.args.js';
import { requireCompleted } from '../actions/export-interactions.js';
import { requireRun } from '../actions/require-run.js';
import { InputFailure } from '../domain/failure.js';
import { ROW_FORMATS } from '../store/copy/send-rows.js';
import { sendCsv, sendNdjson } from '../store/interactions/interaction-columns.js';
import { COLUMN_NAMES, shownColumns } from '../store/interactions/shown-columns.js';
import { clientOf } from './access.js';
import { jsonBody } from './json-body.js';
import { FILE_TYPES, sendFile } from './send-file.js';

const FORMATS = { csv: sendCsv, ndjson: sendNdjson } as const;

/**
 * A run's records as a file of any size, sent as fast as it is read: `/runs/ID/interactions.csv` and `.ndjson`, with the
 * arguments of `interactionColumns` in the address, or in a body of JSON.
 */
export function exports(served: Served, schema: GraphQLSchema, report: (error: unknown) => void): Router {
  const { store } = served.workspace;
  const router = Router();
  for (const format of ROW_FORMATS) {
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
    const rows = await FORMATS[format](store, selection, columns, request);
    await sendFile(
      rows,
      response,
      { name: `interactions-${run.id}.${format}`, type: FILE_TYPES[format] },
      report,
    );
  }

  return router;
}
