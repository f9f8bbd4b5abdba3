const MISSING = /^(?:|na|nan|n\/a|null|none)$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Whether a trimmed cell says that there is no value: empty, NA, NaN, N/A, null or None in any case. */
export function isMissing(cell: string): boolean {
  return cell.length <= 4 && MISSING.test(cell);
}

/** The finite number a text writes in decimal, or null; `0x10`, `1_000` and `3,5` are no numbers here. */
export function decimalNumber(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A trimmed cell as a feature: missing is NaN, infinities and overflow are infinite, null is no number at all. */
export function featureNumber(cell: string): number | null {
  if (DECIMAL.test(cell)) return Number(cell);
  if (isMissing(cell)) return NaN;
  const infinite = INFINITE.exec(cell);
  if (infinite === null) return null;
  return infinite[1] === '-' ? -Infinity : Infinity;
}
