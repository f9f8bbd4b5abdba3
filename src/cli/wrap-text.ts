/** Breaks a line between words so that none is longer than `width`, as far as words allow; more lines are indented. */
export function wrapText(line: string, width: number): string {
  if (line.length <= width) return line;
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`;
    if (longer.length > width && current.trim() !== '') {
      lines.push(current);
      current = `  ${word}`;
    } else {
      current = longer;
    }
  }
  return [...lines, current].join('\n');
}
