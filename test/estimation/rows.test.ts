import { describe, expect, it } from 'vitest';
import { besideColumns, takeIntegers, takeRows, takeStandardized } from '../../src/estimation/rows.js';
import { float64, integers, standardized } from './numbers.js';

describe('takeRows', () => {
  const data = [1, 2, 3, 4, 5, 6];

  it('takes rows in the given order, with repeats, in the precision they have', () => {
    const wide = takeRows({ rows: 3, columns: 2, data: float64(data) }, integers([2, 0, 2]));
    expect(wide).toEqual({ rows: 3, columns: 2, data: float64([5, 6, 1, 2, 5, 6]) });
    const narrow = takeStandardized(standardized(3, 2, data), integers([1]));
    expect(narrow).toEqual(standardized(1, 2, [3, 4]));
  });

  it('takes no rows and rows without columns', () => {
    expect(takeRows(standardized(3, 2, data), integers([]))).toEqual(standardized(0, 2, []));
    expect(takeRows(standardized(3, 0, []), integers([0, 2]))).toEqual(standardized(2, 0, []));
  });
});

describe('takeIntegers', () => {
  it('takes elements in the given order', () =>
    expect(takeIntegers(integers([7, 8, 9]), integers([2, 2, 0]))).toEqual(integers([9, 9, 7])));
});

describe('besideColumns', () => {
  it('puts rows side by side', () =>
    expect(besideColumns(standardized(2, 1, [1, 2]), standardized(2, 2, [3, 4, 5, 6]))).toEqual(
      standardized(2, 3, [1, 3, 4, 2, 5, 6]),
    ));

  it('takes a side without columns', () => {
    const left = standardized(2, 1, [1, 2]);
    expect(besideColumns(left, standardized(2, 0, []))).toEqual(left);
    expect(besideColumns(standardized(2, 0, []), left)).toEqual(left);
  });
});
