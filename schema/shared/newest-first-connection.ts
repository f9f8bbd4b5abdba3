import { newestFirstCursor, type Page } from '../../src/store/newest-first.js';
import { connectionOf, type ConnectionOf } from './connection.js';

/** A page of what is listed with the newest first, after a cursor or from the beginning. */
export function newestFirstConnection<Row extends { readonly createdAt: Date; readonly id: string }>(
  { rows, hasNextPage }: Page<Row>,
  after: string | null,
): ConnectionOf<Row> {
  return connectionOf(rows, newestFirstCursor, { hasNextPage, hasPreviousPage: after !== null });
}
