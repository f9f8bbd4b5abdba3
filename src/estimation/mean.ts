/** Arithmetic mean; NaN of no values or where one is NaN. */
export function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
