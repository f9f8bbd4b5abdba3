// eslint-disable-next-line no-control-regex -- NUL is the point: PostgreSQL's text cannot store it
const UNSTORABLE = /\u0000|\p{Surrogate}/u;

/** Whether PostgreSQL can store a text as it is: no U+0000 and no half of a surrogate pair. */
export function isPlainText(text: string): boolean {
  return !UNSTORABLE.test(text);
}
