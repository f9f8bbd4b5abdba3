import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../src/ingest/read-dataset.js';
import { expectFailure, FIXTURES, npyBytes, readArrays, selection, textBytes } from './make-files.js';

const REFUSED = join(FIXTURES, 'refused.npz');

describe('features', () => {
  it('must be finite; the message counts and places what is not', async () => {
    const x2 = npyBytes([NaN, 1, Infinity, NaN, 1, 2, -Infinity, NaN], { shape: '(4, 2)' });
    await expectFailure(
      readArrays({ x2 }),
      'NOT_FINITE',
      'modality two',
      '"x2"',
      /3 NaN \(row 0 column 0, row 1 column 1, row 3 column 1\)/,
      /2 infinite \(row 1 column 0, row 3 column 0\)/,
      '--drop-missing',
    );
    const failure = await expectFailure(
      readArrays({ x2 }, { missing: 'drop' }),
      'NOT_FINITE',
      'modality two',
      '2 infinite',
    );
    expect(failure.message).not.toMatch(/NaN/);
  });

  it('are named ten times at most', async () => {
    const many = (value: number) => npyBytes(Array.from({ length: 15 }, () => value));
    const failure = await expectFailure(
      readArrays({ x1: many(NaN), x2: many(1), y: many(0) }),
      'NOT_FINITE',
      'modality one',
      '15 NaN',
      'row 9 column 0, …',
    );
    expect(failure.message).not.toMatch('row 10');
  });
});

describe('labels', () => {
  it('must name two classes with two rows each', async () => {
    await expectFailure(
      readArrays({ y: npyBytes([5, 5, 5, 5]) }),
      'TOO_FEW_CLASSES',
      'label',
      'one class only, "5"',
      '4 rows',
    );
    await expectFailure(
      readArrays({ y: npyBytes([0, 0, 1, 0]) }),
      'CLASS_TOO_SMALL',
      'label',
      '"1" (1 row)',
      'two rows',
    );
    const y = npyBytes(Array.from({ length: 15 }, (_, i) => i));
    const failure = await expectFailure(
      readArrays({ x1: y, x2: y, y }),
      'CLASS_TOO_SMALL',
      'label',
      '15 classes',
      '"9"',
      '…',
    );
    expect(failure.message).not.toMatch('"10"');
  });

  it('must not look like a regression target', async () => {
    const regression = readDataset(REFUSED, {
      ...selection,
      modalities: [
        { name: 'one', array: 'feature' },
        { name: 'two', array: 'feature' },
      ],
      label: 'regression',
    });
    await expectFailure(regression, 'BAD_LABEL', 'label', '0.25', 'regression');
    await expectFailure(readArrays({ y: npyBytes([0, Infinity, 0, 1]) }), 'BAD_LABEL', 'label', 'Infinity');
  });

  it('may be texts that look like numbers', async () => {
    const { classes } = await readArrays({ y: textBytes(['1.5', '0.5', '1.5', '0.5']) });
    expect(classes).toEqual(['0.5', '1.5']);
  });

  it('must be 10,000 classes at most', async () => {
    const y = npyBytes(Array.from({ length: 20_002 }, (_, i) => i >> 1));
    await expectFailure(readArrays({ x1: y, x2: y, y }), 'BAD_LABEL', 'label', '10001 distinct', '10000');
  });

  it('must not be missing', async () => {
    const missing = [npyBytes([0, NaN, NaN, 1]), textBytes(['a', '', '', 'b'])];
    for (const y of missing) {
      await expectFailure(
        readArrays({ y }),
        'MISSING_VALUES',
        'label',
        '2 missing',
        'row 1, row 2',
        '--drop-missing',
      );
    }
    const six = npyBytes([1, 2, 3, 4, 5, 6]);
    const y = npyBytes([0, NaN, 1, 0, 1, NaN]);
    const dataset = await readArrays({ x1: six, x2: six, y }, { missing: 'drop' });
    expect(dataset.droppedRows).toBe(2);
    expect(dataset.classes).toEqual(['0', '1']);
  });
});

describe('ids and splits', () => {
  it('must be unique, the ids', async () => {
    const id = textBytes(['a', 'b', 'a', 'b']);
    await expectFailure(
      readArrays({ id }, { id: 'id' }),
      'DUPLICATE_ID',
      'id',
      '2 ids',
      '"a" (row 0 and row 2)',
      'once',
    );
    const many = npyBytes(Array.from({ length: 30 }, (_, i) => i % 2));
    const failure = await expectFailure(
      readArrays({ x1: many, x2: many, y: many }, { id: 'y' }),
      'DUPLICATE_ID',
      'id',
      '28 ids',
      '…',
    );
    expect(failure.message.match(/ and /g)).toHaveLength(10);
  });

  it.each([
    ['longer than 1,000 characters', 'x'.repeat(1_001), 'longer than 1000'],
    ['with a NUL', 'a\0b', 'NUL'],
    ['with half a surrogate pair', 'a\ud800', 'surrogate'],
  ])('must not be a text %s', async (_, text, word) => {
    const array = textBytes([text, 'b', text, 'b']);
    await expectFailure(readArrays({ array }, { label: 'array' }), 'BAD_VALUE', 'label', 'row 0', word);
    await expectFailure(readArrays({ array }, { id: 'array' }), 'BAD_VALUE', 'id', word);
    await expectFailure(readArrays({ array }, { split: 'array' }), 'BAD_VALUE', 'split', word);
  });

  it('may be 1,000 characters long', async () => {
    const split = 'x'.repeat(1_000);
    const { splits } = await readArrays({ s: textBytes(['a', split, 'a', 'a']) }, { split: 's' });
    expect(splits).toEqual(['a', split, 'a', 'a']);
  });

  it('must be Unicode', async () => {
    const codes = npyBytes([], { descr: "'<U1'", shape: '(4,)' }, new Uint8Array(16).fill(0xff));
    await expectFailure(
      readArrays({ codes }, { id: 'codes' }),
      'BAD_VALUE',
      'id',
      'impossible character',
      'row 0',
    );
    const bytes = npyBytes([], { descr: "'|S1'", shape: '(4,)' }, new Uint8Array(4).fill(0xff));
    await expectFailure(readArrays({ bytes }, { id: 'bytes' }), 'BAD_VALUE', 'id', 'UTF-8');
  });

  it('must be integers where they are numbers', async () => {
    await expectFailure(
      readArrays({ id: npyBytes([0.5, 1, 2, 3]) }, { id: 'id' }),
      'BAD_VALUE',
      'id',
      '"0.5"',
      'integer',
    );
    await expectFailure(
      readArrays({ s: npyBytes([0, NaN, 2, 3]) }, { split: 's' }),
      'MISSING_VALUES',
      'split',
      'row 1',
      'a split in every row',
    );
  });

  it('must not be missing, the ids', async () => {
    const id = textBytes(['a', '', 'c', 'd']);
    await expectFailure(
      readArrays({ id }, { id: 'id' }),
      'MISSING_VALUES',
      'id',
      'row 1',
      'an id in every row',
    );
  });
});
