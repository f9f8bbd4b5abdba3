import type { ErrorRequestHandler } from 'express';
import { TEXT_TOO_LARGE } from './json-body.js';

/**
 * Answers what fails before GraphQL sees it, such as a body that is no JSON or is too large, in the form
 * GraphQL errors have. Express's own answer would be a page with a stack trace.
 */
export function answerHttpError(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: { status?: number; type?: string; limit?: number }, _request, response, _next) => {
    const status = error.status ?? 500;
    if (status >= 500) report(error);
    response.status(status).json({ errors: [describe(status, error)] });
  };
}

function describe(status: number, { type, limit }: { type?: string; limit?: number }): object {
  if (status >= 500) {
    return { message: 'Internal server error.', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
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
