import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeaderMap, type ApolloServer, type HTTPGraphQLResponse } from '@apollo/server';
import { graphContext, type GraphContext, type Served } from '../../schema/context.js';
import { AnswerParts } from '../../schema/shared/answer-parts.js';
import { answerPieces } from '../../schema/shared/raw-json.js';
import { keyOf, type Access } from './access.js';
import { letThrough, type DocumentGate } from './document-gate.js';
import { readJsonBody } from './json-body.js';

/** What /graphql is made of. */
export interface GraphqlParts {
  readonly apollo: ApolloServer<GraphContext>;
  readonly access: Access;
  readonly gate: DocumentGate;
  readonly served: Served;
}

/**
 * Answers GraphQL over HTTP. It stands before Express, which would take as long for a request as all of it takes.
 *
 * @throws (rejects with) InputFailure, or an error with a status, of what is not worth executing
 */
export function graphqlEndpoint({
  apollo,
  access,
  gate,
  served,
}: GraphqlParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const client = await access.admit(request, keyOf(request));
    const isGet = request.method === 'GET';
    const asked = isGet ? Object.fromEntries(parametersOf(request)) : await readJsonBody(request, response);
    const cost = letThrough(gate, asked);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: request.method!,
        headers: headersOf(request),
        search: isGet ? `?${new URLSearchParams(asked as Record<string, string>).toString()}` : '',
        body: isGet ? undefined : asked,
      },
      context: () => Promise.resolve(graphContext(served, client, cost, new AnswerParts())),
    });
    await send(answer, response);
  };
}

/** Whether a request is for this endpoint. */
export function isForGraphql({ url }: IncomingMessage): boolean {
  return /^\/graphql\/?(\?|$)/.test(url!);
}

function parametersOf({ url }: IncomingMessage): URLSearchParams {
  const start = url!.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url!.slice(start));
}

function headersOf({ headers }: IncomingMessage): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}

async function send({ status, headers, body }: HTTPGraphQLResponse, response: ServerResponse): Promise<void> {
  response.statusCode = status ?? 200;
  for (const [name, value] of headers) response.setHeader(name, value);
  if (body.kind !== 'complete') throw new Error('an answer in parts, which nobody asked for');
  const pieces = answerPieces(body.string);
  if (pieces.every((piece) => typeof piece === 'string')) {
    const text = pieces.join('');
    response.setHeader('content-length', Buffer.byteLength(text));
    response.end(text);
    return;
  }
  response.setHeader(
    'content-length',
    pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0),
  );
  await pipeline(Readable.from(pieces, { objectMode: false }), response).catch(() => response.destroy()); // who asked has left
}
