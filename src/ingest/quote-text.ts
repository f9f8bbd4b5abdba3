/** Text from a file made safe for a one-line message: quoted, control characters escaped, clipped. */
export function quoteText(text: string, limit = 60): string {
  const clipped = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return JSON.stringify(clipped);
}
