import type { Matrix } from '../../src/domain/matrix.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { takeIntegers, takeRows } from '../../src/estimation/rows.js';

/** Every column multiplied and shifted by what `change` says of its number. */
export function inOtherUnits(
  { rows, columns, data }: Matrix,
  change: (column: number) => { readonly scale: number; readonly shift: number },
): Matrix {
  const changes = Array.from({ length: columns }, (_, column) => change(column));
  return {
    rows,
    columns,
    data: Float64Array.from(data, (value, at) => {
      const { scale, shift } = changes[at % columns]!;
      return value * scale + shift;
    }),
  };
}

/** The samples in another order. */
export function rowsInOrder(
  { first, second, classIndex, classes }: RunFeatures,
  order: Int32Array,
): RunFeatures {
  return {
    first: takeRows(first, order),
    second: takeRows(second, order),
    classIndex: takeIntegers(classIndex, order),
    classes,
  };
}

/** The columns of both modalities in another order. */
export function columnsInOrder(
  { first, second, classIndex, classes }: RunFeatures,
  order: { readonly first: Int32Array; readonly second: Int32Array },
): RunFeatures {
  return {
    first: reordered(first, order.first),
    second: reordered(second, order.second),
    classIndex,
    classes,
  };
}

function reordered({ rows, columns, data }: Matrix, order: Int32Array): Matrix {
  return {
    rows,
    columns,
    data: Float64Array.from(data, (_, at) => data[at - (at % columns) + order[at % columns]!]!),
  };
}
