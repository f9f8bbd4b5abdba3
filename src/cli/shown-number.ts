/** Three decimals; a dash where there is no value, and no minus before zeros. */
export function shownNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text;
}
