/** Characters of a text, elements of a list and levels that are kept of a mutation's arguments. */
const LONGEST_TEXT = 200;
const MOST_ITEMS = 20;
const MOST_LEVELS = 6;

/** A mutation's arguments as the audit log keeps them: long texts, lists and contents of files are cut. */
export function auditInput(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return cut(args, 0) as Record<string, unknown>;
}

function cut(value: unknown, level: number): unknown {
  if (typeof value === 'string') {
    // PostgreSQL's JSON has no NUL, nor halves of characters.
    const kept = value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
    return Buffer.from(kept).toString().replaceAll('\0', '\u2400');
  }
  if (value instanceof Uint8Array) return `${String(value.length)} bytes`;
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (level >= MOST_LEVELS) return '…';
  if (Array.isArray(value)) {
    const items = value.slice(0, MOST_ITEMS).map((item) => cut(item, level + 1));
    return value.length <= MOST_ITEMS ? items : [...items, `… ${String(value.length)} in all`];
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .slice(0, MOST_ITEMS)
      .map(([name, item]) => [cut(name, level), cut(item, level + 1)]),
  );
}
