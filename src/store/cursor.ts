/** What a page's place is told to clients as: opaque text around a JSON value, which keeps a double exactly. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * The value in a cursor, still to be checked: clients may send anything.
 *
 * @throws SyntaxError when it is no JSON
 */
export function decodeCursor(cursor: string): unknown {
  return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
}
