/** A Markdown table; columns after the first are aligned right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** A number with this many decimals and a true minus sign; a dash where there is none. */
export function digits(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const text = value.toFixed(decimals);
  // What rounds to zero has no sign.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** `97.3%` */
export function percent(share: number | null | undefined, decimals = 0): string {
  return share === null || share === undefined ? '–' : `${digits(100 * share, decimals)}%`;
}

/** Paragraphs and tables with an empty line between them. */
export function blocks(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join('\n\n');
}

/** What several seeds chose: `1 (2 times), 5`. */
export function listed(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .map(([text, count]) => (count === 1 || counts.size === 1 ? text : `${text} (${count} times)`))
    .join(', ');
}
