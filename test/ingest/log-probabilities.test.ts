import { describe, expect, it } from 'vitest';
import type { ArraySelection } from '../../src/ingest/read-dataset.js';
import { expectFailure, npyBytes, readArrays, readFrom, selection } from './make-files.js';

/** Four rows of two classes; natural logarithms unless mapped otherwise. */
const PROBABILITIES = [0.9, 0.1, 0.25, 0.75, 0.5, 0.5, 1e-12, 1 - 1e-12];
const LOGS = PROBABILITIES.map(Math.log);
const scores = (values: readonly number[], columns = 2): Buffer =>
  npyBytes(values, { shape: `(${values.length / columns}, ${columns})` });
const of = (...subjects: string[]): Pick<ArraySelection, 'logProbabilities'> => ({
  logProbabilities: subjects.map((subject) => ({ subject, array: 'p' })),
});

describe('log-probabilities from an .npz', () => {
  it.each([
    ['one', { first: 0, second: 0 }],
    ['two', { first: 1, second: 1 }],
    ['one+two', { first: 0, second: 1 }],
    ['two + one', { first: 0, second: 1 }],
  ])('of %s are read as they are', async (subject, scored) => {
    const { classScores, modalities } = await readArrays({ p: scores(LOGS) }, of(subject));
    expect(modalities).toHaveLength(2);
    expect(classScores).toHaveLength(1);
    expect(classScores[0]!.scored).toEqual(scored);
    const { rows, columns, data } = classScores[0]!.matrix;
    expect([rows, columns]).toEqual([4, 2]);
    // Renormalising numbers that add to 1 may move their last digit.
    LOGS.forEach((value, index) => {
      expect(Math.abs(data[index]! - value)).toBeLessThan(1e-15 * (1 + Math.abs(value)));
    });
  });

  it('are none where none are named', async () => {
    expect((await readArrays({})).classScores).toEqual([]);
  });

  it('keep the precision of their file, and are renormalised where rounding left them off 1', async () => {
    const single = Float32Array.from(LOGS, (value, index) => value + (index < 2 ? 0.9e-3 : 0));
    const p = npyBytes([], { descr: "'<f4'", shape: '(4, 2)' }, new Uint8Array(single.buffer));
    const { classScores } = await readArrays({ p }, of('one'));
    const { data } = classScores[0]!.matrix;
    expect(data).toBeInstanceOf(Float32Array);
    LOGS.forEach((value, index) => {
      expect(Math.abs(data[index]! - value)).toBeLessThan(1e-6 * (1 + Math.abs(value)));
    });
  });

  it('lose the rows that are left out, whichever array misses a value', async () => {
    const six = (values: readonly number[]): Buffer => npyBytes(values);
    const rows = Array.from({ length: 6 }, (_, row) => (row + 1) / 8);
    const logs = rows.flatMap((p) => [Math.log(p), Math.log(1 - p)]);
    logs[2 * 4 + 1] = NaN;
    const arrays = {
      x1: six([1, NaN, 3, 4, 5, 6]),
      x2: six([6, 5, 4, 3, 2, 1]),
      y: six([0, 0, 1, 0, 1, 1]),
      p: scores(logs),
    };
    const dataset = await readArrays(arrays, { ...of('one+two'), missing: 'drop' });
    expect(dataset.droppedRows).toBe(2);
    expect(dataset.sampleIds).toEqual(['0', '2', '3', '5']);
    const kept = [...dataset.classScores[0]!.matrix.data].filter((_, index) => index % 2 === 0);
    [0, 2, 3, 5].forEach((row, index) => expect(kept[index]).toBeCloseTo(Math.log(rows[row]!), 14));
    await expectFailure(readArrays(arrays, of('one+two')), 'NOT_FINITE', 'modality one', 'row 1');
    await expectFailure(
      readArrays({ ...arrays, x1: arrays.x2 }, of('one+two')),
      'NOT_FINITE',
      'log-probabilities one+two',
      '"p"',
      'row 4 column 1',
      '--drop-missing',
    );
  });

  it.each([
    ['three', '"three"', 'one, two'],
    ['one+three', '"one+three"'],
    ['one+one', '"one+one"', 'two different ones'],
    ['one+two+one', '"one+two+one"'],
    ['', '""'],
  ])('of %j are of nothing', async (subject, ...words) => {
    await expectFailure(
      readArrays({ p: scores(LOGS) }, of(subject)),
      'BAD_SUBJECT',
      'log-probabilities',
      ...words,
    );
  });

  it('are refused when given twice, also the other way round', async () => {
    const twice = readArrays({ p: scores(LOGS) }, of('one', 'two', 'one'));
    await expectFailure(twice, 'BAD_SUBJECT', 'log-probabilities', '"one" are given twice;');
    await expectFailure(
      readArrays({ p: scores(LOGS) }, of('one+two', 'two+one')),
      'BAD_SUBJECT',
      'log-probabilities',
      '"two+one" are given twice (also as "one+two")',
    );
  });

  it('must have the rows of the other arrays, and their array', async () => {
    const field = 'log-probabilities one';
    await expectFailure(
      readArrays({ p: scores(LOGS.slice(2)) }, of('one')),
      'ROW_COUNT_MISMATCH',
      field,
      '3 rows',
    );
    await expectFailure(readArrays({}, of('one')), 'UNKNOWN_ARRAY', field, '"p"');
    const text = npyBytes([], { descr: "'<U1'", shape: '(4,)' }, new Uint8Array(16));
    await expectFailure(readArrays({ p: text }, of('one')), 'UNSUPPORTED_ARRAY', field, 'text');
  });

  it('say which class their column is of when all its rows are left out', async () => {
    const arrays = {
      x1: npyBytes([1, 2, NaN, 4, 5, NaN]),
      x2: npyBytes([1, 2, 3, 4, 5, 6]),
      y: npyBytes([0, 0, 1, 2, 2, 1]),
      p: scores(new Array<number>(18).fill(Math.log(1 / 3)), 3),
    };
    await expectFailure(
      readArrays(arrays, { ...of('two'), missing: 'drop' }),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities two',
      'has 3 columns, but every row of the class "1" was left out for missing values; expected 2, one for each',
    );
    const p = scores(new Array<number>(24).fill(Math.log(1 / 4)), 4);
    const failure = await expectFailure(
      readArrays({ ...arrays, p }, { ...of('two'), missing: 'drop' }),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities two',
      'has 4 columns; expected 2',
    );
    expect(failure.message).not.toContain('left out');
  });

  it('must be finite: +inf is not told to be clipped, unless there is −inf as well', async () => {
    const put = (...infinite: number[]) => scores(LOGS.map((value, index) => infinite[index - 4] ?? value));
    const above = /expected finite numbers only \(no log-probability is above 0\)\.$/;
    await expectFailure(readArrays({ p: put(Infinity) }, of('two')), 'NOT_FINITE', 'log-probabilities two', above); // prettier-ignore
    await expectFailure(
      readArrays({ p: put(Infinity, -Infinity) }, of('two')),
      'NOT_FINITE',
      'log-probabilities two',
      '2 infinite',
      'only (no log-probability is above 0) (clip probabilities of 0',
    );
  });

  it('must be finite: −inf is told to be clipped, also when rows are dropped', async () => {
    const p = scores(LOGS.map((value, index) => (index === 6 ? -Infinity : value)));
    for (const missing of ['refuse', 'drop'] as const) {
      const failure = await expectFailure(
        readArrays({ p }, { ...of('two'), missing }),
        'NOT_FINITE',
        'log-probabilities two',
        '1 infinite (row 3 column 0)',
        'clip',
        '1e-12',
      );
      expect(failure.message).not.toContain('--drop-missing');
    }
  });

  it.each([
    [3, 'has 3 columns; expected 2'],
    [1, 'has 1 column; expected 2'],
  ])('must have a column a class, not %i', async (columns, words) => {
    const p = scores(
      Array.from({ length: 4 * columns }, () => -Math.log(columns)),
      columns,
    );
    await expectFailure(
      readArrays({ p }, of('one')),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities one',
      words,
      'in the order "0", "1"',
    );
  });

  // Each is right but for one thing; rows before the one named would pass.
  it.each<[string, number[], ...string[]]>([
    ['probabilities', PROBABILITIES, 'holds probabilities', 'row 0 (0.9, 0.1)'],
    ['certain probabilities', [1, 0, 0, 1, 1, 0, 0, 1], 'holds probabilities', 'row 0 (1, 0)'],
    ['bits', LOGS.map((value) => value / Math.LN2), 'base 2', 'row 0'],
    ['decades', LOGS.map((value) => value / Math.LN10), 'base 10', 'row 0'],
    ['losses', LOGS.map((value) => -value), 'sign turned', 'row 0'],
    ['logits', [1, 2, 0, 0, 0, 0, 0, 0], 'add to 10.11', 'logits', 'row 0 (1, 2)'],
    ['a row too small', [...LOGS.slice(0, 4), -1, -1, ...LOGS.slice(6)], 'add to 0.7358', 'row 2 (-1, -1)'],
    ['just too much', [...LOGS.slice(0, 6), ...[0.5, 0.5011].map(Math.log)], 'add to 1.001', 'row 3'],
    ['numbers too large', [...LOGS.slice(0, 6), 1e300, 0], 'add to Infinity', 'row 3 (1e+300, 0)'],
    ['numbers too small', [...LOGS.slice(0, 6), -1e300, -1e300], 'add to 0,', 'row 3'],
  ])('must not be %s', async (_, values, ...words) => {
    await expectFailure(
      readArrays({ p: scores(values) }, of('one')),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities one',
      '"p"',
      'natural logarithms of probabilities that add to 1',
      ...words,
    );
  });

  it('are still called probabilities where a row of many is not', async () => {
    const columns = { x1: npyBytes([...Array(20).keys()]), x2: npyBytes([...Array(20).keys()]) };
    const y = npyBytes(Array.from({ length: 20 }, (_, row) => row % 2));
    const values = Array.from({ length: 40 }, (_, index) => (index === 1 ? 0.5 : index % 2 ? 0.75 : 0.25));
    await expectFailure(
      readArrays({ ...columns, y, p: scores(values) }, of('one')),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities one',
      'holds probabilities',
      'row 0 (0.25, 0.5)',
    );
  });

  it('may be as certain as numbers can be', async () => {
    const p = scores([0, -1e6, -1e6, 0, -800, 0, 0, -800]);
    const { classScores } = await readArrays({ p }, of('one'));
    expect([...classScores[0]!.matrix.data]).toEqual([0, -1e6, -1e6, 0, -800, 0, 0, -800]);
  });

  it.each([-1.000001e6, -1e9, -3.4028234663852886e38, -Number.MAX_VALUE])(
    'may not hold %d for minus infinity: it is told to be clipped',
    async (least) => {
      await expectFailure(
        readArrays({ p: scores([...LOGS.slice(0, 4), least, 0, ...LOGS.slice(6)]) }, of('one')),
        'BAD_LOG_PROBABILITIES',
        'log-probabilities one',
        `has ${String(least)} in row 2 column 0; expected nothing below -1000000`,
        'clip',
        '1e-12',
      );
    },
  );
});

describe('log-probabilities from a .csv', () => {
  const modalities = [
    { name: 'a', array: 'a' },
    { name: 'b', array: 'b' },
  ];
  const table = (names: string, labels: readonly string[] = ['9', '10', '9', '10']): string => {
    const lines = labels.map((label, row) => [row, -row, Math.log(0.2), Math.log(0.8), label].join(','));
    return `a,b,${names},y\n${lines.join('\n')}\n`;
  };
  const read = (text: string, array: string) =>
    readFrom('t.csv', text, {
      ...selection,
      modalities,
      logProbabilities: [{ subject: 'a+b', array }],
    });

  it('are the columns named, in the order of the classes: numbers as numbers', async () => {
    const { classes, classScores } = await read(table('p_9,p_10'), 'p_*');
    expect(classes).toEqual(['9', '10']);
    const [first, second] = classScores[0]!.matrix.data;
    expect(first).toBeCloseTo(Math.log(0.2), 14);
    expect(second).toBeCloseTo(Math.log(0.8), 14);
  });

  it('are refused where their names say another order, which naming them mends', async () => {
    const swapped = table('p_10,p_9');
    await expectFailure(
      read(swapped, 'p_*'),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities a+b',
      'column "p_10" as its 1. column, where class "9" belongs',
      'the order of the classes, "9", "10"',
    );
    const { classScores } = await read(swapped, 'p_9,p_10');
    expect(classScores[0]!.matrix.data[0]).toBeCloseTo(Math.log(0.8), 14);
  });

  it('may have names that say nothing of classes, or of some only', async () => {
    for (const names of ['left,right', 'p_10,other']) {
      const { classScores } = await read(table(names), names);
      expect(classScores[0]!.matrix.columns).toBe(2);
    }
  });

  it('are named by line and column where they are wrong', async () => {
    const bad = table('p_9,p_10').replace(`2,-2,${Math.log(0.2)}`, '2,-2,0.2');
    await expectFailure(
      read(bad, 'p_*'),
      'BAD_LOG_PROBABILITIES',
      'log-probabilities a+b',
      '"p_*"',
      'line 4',
    );
    const missing = table('p_9,p_10').replace(`2,-2,${Math.log(0.2)}`, '2,-2,');
    await expectFailure(
      read(missing, 'p_*'),
      'MISSING_VALUES',
      'log-probabilities a+b',
      'line 4 column "p_9"',
    );
    await expectFailure(read(table('p_9,p_10'), 'q_*'), 'UNKNOWN_ARRAY', 'log-probabilities a+b', '"q_*"');
  });
});
