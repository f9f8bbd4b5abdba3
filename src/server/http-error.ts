import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler } from 'express';
import { clipped } from '../../schema/shared/clipped.js';
import { DATABASE_UNAVAILABLE } from '../../schema/shared/format-error.js';
import { InputFailure } from '../domain/failure.js';
import { isConnectionError } from '../store/is-connection-error.js';
import { TEXT_TOO_LARGE } from './json-body.js';

/**
 * Answers what fails before GraphQL sees it, such as a body that is no JSON or is too large, in the form
 * GraphQL errors have. Express's own answer would be a page with a stack trace.
 */
export function answerHttpError(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    sendHttpError(error, response, report);
  };
}

/** The same where Express is not there. */
export function sendHttpError(
  error: unknown,
  response: ServerResponse,
  report: (error: unknown) => void,
): void {
  const { status, ...first } = answerOf(error as HttpError);
  if (status >= 500 && status !== 503) report(error);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ errors: [first] }));
}

function answerOf(error: HttpError): { status: number; message: string; extensions: object } {
  if (error instanceof InputFailure) {
    const { code, field, message } = error;
    return {
      status: STATUS_OF[code] ?? 400,
      message: clipped(message),
      extensions: { code, ...(field !== null && { field }) },
    };
  }
  const status = error.status ?? (isConnectionError(error) ? 503 : 500);
  return { status, ...describe(status, error) };
}

interface HttpError {
  readonly status?: number;
  readonly type?: string;
  readonly limit?: number;
}

/** Of failures that are more than a bad request. */
const STATUS_OF: Readonly<Record<string, number>> = {
  RUN_NOT_FOUND: 404,
  SUBSET_NOT_FOUND: 404,
  ROUTING_NOT_FOUND: 404,
  ENSEMBLE_NOT_FOUND: 404,
  RUN_NOT_COMPLETE: 409,
  TOO_MANY_EXPORTS: 503,
  UNAUTHENTICATED: 401,
  FORBIDDEN_HOST: 403,
  UNTRUSTED_DOCUMENT: 403,
  TOO_MANY_REQUESTS: 429,
};

function describe(status: number, error: HttpError): { message: string; extensions: object } {
  const { type, limit } = error;
  if (status === 503) return DATABASE_UNAVAILABLE;
  if (status >= 500) {
    return { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  if (error instanceof URIError) {
    const message = 'The address cannot be read: expected UTF-8, percent-encoded.';
    return { message, extensions: { code: 'BAD_REQUEST' } };
  }
  const megabytes = String((limit ?? 0) / 2 ** 20);
  if (type === 'entity.too.large' || type === TEXT_TOO_LARGE) {
    const what = type === TEXT_TOO_LARGE ? 'The request without the contents of its files' : 'The request';
    return {
      message: `${what} is larger than ${megabytes} MB.`,
      extensions: { code: 'PAYLOAD_TOO_LARGE' },
    };
  }
  return {
    message: 'The request has no body of JSON in UTF-8: expected an object with a query.',
    extensions: { code: 'BAD_REQUEST' },
  };
}
