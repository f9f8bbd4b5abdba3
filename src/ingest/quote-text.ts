/** What JSON leaves as it is and a terminal, or who splits lines, does not. */
const LEFT_BY_JSON = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** Text from a file made safe for a one-line message: quoted, control characters escaped, clipped. */
export function quoteText(text: string, limit = 60): string {
  const clipped = text.length > limit ? `${text.slice(0, limit)}…` : text;
  return JSON.stringify(clipped).replaceAll(
    LEFT_BY_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
