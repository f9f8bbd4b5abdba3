/** Rows and values of one answer of columns: it is held in memory. */
export const MOST_ROWS = 1_000_000;
export const MOST_VALUES = 5_000_000;

/** Rows that so many columns may have. */
export function mostRows(width: number): number {
  return Math.min(MOST_ROWS, Math.floor(MOST_VALUES / Math.max(1, width)));
}
