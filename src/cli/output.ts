/** Results go to stdout, everything said about the work to stderr. */
export function printResult(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(document: unknown): void {
  process.stdout.write(`${readableJson(document)}\n`);
}

/** JSON with a member a line, and lists of numbers on one. */
function readableJson(document: unknown): string {
  // A line break inside a text is escaped: what the pattern meets is layout.
  return JSON.stringify(document, null, 2).replaceAll(/\[\n[-+.\deE,\s]*\]/g, (list) =>
    list.replaceAll(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
}

/** Columns of the terminal that results are printed on; Infinity where they go elsewhere. */
export function outputWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity;
}

export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Lines of cells as aligned text: the first `leftColumns` columns flush left, the others flush right. */
export function alignColumns(lines: readonly (readonly string[])[], leftColumns: number): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < leftColumns ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
