import type { Matrix } from '../../src/domain/matrix.js';

/** Sum of every element: what the fixture keeps of the features, to show when the generators change. */
export function sumOf(matrices: readonly Matrix[]): number {
  let sum = 0;
  for (const { data } of matrices) for (const value of data) sum += value;
  return sum;
}
