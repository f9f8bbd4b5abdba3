import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { BlobStoreUnavailable } from '../../src/features/blob-store-unavailable.js';
import { isConnectionError } from '../../src/store/is-connection-error.js';
import { clipped } from './clipped.js';

export const DATABASE_UNAVAILABLE = {
  message: 'The database cannot be reached at present: try again later.',
  extensions: { code: 'DATABASE_UNAVAILABLE' },
};

/**
 * What a client is told of an error: the message and code of an expected failure or of a bad document, and
 * nothing but the fact of anything else, which `report` hears in full.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  report: (error: unknown) => void,
): GraphQLFormattedError {
  const cause = causeOf(error);
  const { locations, path } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  if (cause instanceof InputFailure) {
    const { code, field, message } = cause;
    return { message: clipped(message), ...place, extensions: { code, ...(field !== null && { field }) } };
  }
  if (isAboutTheDocument(formatted, cause)) {
    const { stacktrace: _, ...extensions } = formatted.extensions ?? {};
    const message = clipped(formatted.message);
    return { message, ...place, extensions: { code: 'BAD_REQUEST', ...extensions } };
  }
  if (isConnectionError(cause)) {
    return { ...DATABASE_UNAVAILABLE, ...place };
  }
  report(cause);
  if (cause instanceof BlobStoreUnavailable) {
    const message = 'The place of the features cannot be reached at present: try again later.';
    return { message, ...place, extensions: { code: 'FEATURES_UNAVAILABLE' } };
  }
  return { message: 'Internal server error.', ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** What was thrown: in a resolver, or before there was any. */
function causeOf(error: unknown): unknown {
  const original = error instanceof GraphQLError ? error.originalError : null;
  return original instanceof InputFailure ? original : unwrapResolverError(error);
}

const DOCUMENT_CODES: ReadonlySet<unknown> = new Set(
  Object.values(ApolloServerErrorCode).filter((code) => code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR),
);

/** Whether graphql itself refused the document or its variables, rather than a resolver having failed. */
function isAboutTheDocument(formatted: GraphQLFormattedError, cause: unknown): boolean {
  if (DOCUMENT_CODES.has(formatted.extensions?.['code'])) return true;
  let error = cause;
  while (error instanceof GraphQLError && error.originalError) error = error.originalError;
  return error instanceof GraphQLError;
}
