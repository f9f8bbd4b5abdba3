import { describe, expect, it } from 'vitest';
import { joinColumns } from '../../../validation/data/join-columns.js';
import { columnsInOrder, inOtherUnits, rowsInOrder } from '../../../validation/data/rearranged.js';

const first = { rows: 2, columns: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) };
const second = { rows: 2, columns: 1, data: Float32Array.of(7, 8) };
const dataset = { first, second, classIndex: Int32Array.of(0, 1), classes: 2 };

describe('rearranged datasets', () => {
  it('have other units', () => {
    const { data } = inOtherUnits(first, (column) => ({ scale: 10 ** column, shift: column }));
    expect(Array.from(data)).toEqual([1, 21, 302, 4, 51, 602]);
  });

  it('have their rows in the order asked for, labels with them', () => {
    const swapped = rowsInOrder(dataset, Int32Array.of(1, 0));
    expect(Array.from(swapped.first.data)).toEqual([4, 5, 6, 1, 2, 3]);
    expect(Array.from(swapped.second.data)).toEqual([8, 7]);
    expect(Array.from(swapped.classIndex)).toEqual([1, 0]);
  });

  it('have their columns in the order asked for', () => {
    const turned = columnsInOrder(dataset, { first: Int32Array.of(2, 0, 1), second: Int32Array.of(0) });
    expect(Array.from(turned.first.data)).toEqual([3, 1, 2, 6, 4, 5]);
    expect(Array.from(turned.second.data)).toEqual([7, 8]);
  });

  it('stand side by side', () => {
    expect(joinColumns(second, first)).toEqual({
      rows: 2,
      columns: 4,
      data: Float64Array.of(7, 1, 2, 3, 8, 4, 5, 6),
    });
  });
});
