import type { Matrix } from '../../../src/domain/matrix.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';

/** A table with columns `a0 …` of x1, `b0 …` of x2 and `y`, three decimals. */
export function pairAsCsv({ first, second, classIndex }: RunFeatures): string {
  const names = (letter: string, { columns }: Matrix): string[] =>
    Array.from({ length: columns }, (_, column) => `${letter}${column}`);
  const cells = ({ data, columns }: Matrix, row: number): string[] =>
    Array.from(data.subarray(row * columns, (row + 1) * columns), (value) => value.toFixed(3));
  const lines = Array.from(classIndex, (label, row) =>
    [...cells(first, row), ...cells(second, row), label].join(),
  );
  return `${[...names('a', first), ...names('b', second), 'y'].join()}\n${lines.join('\n')}\n`;
}
