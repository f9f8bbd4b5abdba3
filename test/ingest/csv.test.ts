import { describe, expect, it } from 'vitest';
import type { ArraySelection } from '../../src/ingest/read-dataset.js';
import { expectFailure, readFrom } from './make-files.js';

const selection: ArraySelection = {
  modalities: [
    { name: 'bill', array: 'bill_*' },
    { name: 'body', array: 'mass' },
  ],
  label: 'species',
  missing: 'refuse',
};
const ROWS = ['1,2,3,A', '4,5,6,B', '7,8,9,A', '1,1,1,B'];
const csv = (...rows: string[]) => ['bill_l,bill_d,mass,species', ...rows, ...ROWS, ''].join('\n');

describe('csv', () => {
  it('reads a BOM, CRLF, quotes, blank lines and spaces round cells', async () => {
    const text =
      '\uFEFF"bill_l", bill_d ,mass,"species, of ""all"""\r\n' +
      '1, 2,3e0,"A\r\nline"\r\n\r\n+4,5.,.6, B \r\n-7,8,9,"A\r\nline"\r\n1,1,1,B';
    const dataset = await readFrom('t.csv', text, { ...selection, label: 'species, of "all"' });
    expect([...dataset.modalities[0]!.matrix.data]).toEqual([1, 2, 4, 5, -7, 8, 1, 1]);
    expect([...dataset.modalities[1]!.matrix.data]).toEqual([3, 0.6, 9, 1]);
    expect(dataset.classes).toEqual(['A\r\nline', 'B']);
  });

  it('takes columns in the order named, wildcards in file order, each once', async () => {
    const modalities = [
      { name: 'all', array: 'mass, bill_d, *l*' },
      { name: 'reversed', array: 'bill_d,bill_l,bill_*' },
    ];
    const text = csv().replace('mass', '*l*');
    await expectFailure(
      readFrom('t.csv', text, { ...selection, modalities }),
      'UNKNOWN_ARRAY',
      'modality all',
      'mass',
    );
    const starred = [{ name: 'all', array: '*l*' }, modalities[1]!];
    const dataset = await readFrom('t.csv', text, { ...selection, modalities: starred });
    expect([...dataset.modalities[0]!.matrix.data]).toEqual([3, 6, 9, 1]);
    expect([...dataset.modalities[1]!.matrix.data].slice(0, 2)).toEqual([2, 1]);
  });

  it('lets no wildcard of a modality take what has another part to play', async () => {
    const rows = [0, 1, 0, 1].map((y, i) => [i, i * i, y, `s${i}`, 'a', Math.log(0.5), Math.log(0.5)].join());
    const text = ['x1,x2,x_y,x_id,x_part,xp_0,xp_1', ...rows].join('\n');
    const parts = {
      label: 'x_y',
      id: 'x_id',
      split: 'x_part',
      logProbabilities: [{ subject: 'all', array: 'xp*' }],
      missing: 'refuse',
    } as const;
    const of = (array: string): ArraySelection => ({
      ...parts,
      modalities: [
        { name: 'all', array },
        { name: 'one', array: 'x1' },
      ],
    });
    for (const array of ['x*', '*', 'x1,x*']) {
      const { modalities, classScores } = await readFrom('t.csv', text, of(array));
      expect([...modalities[0]!.matrix.data]).toEqual([0, 0, 1, 1, 2, 4, 3, 9]);
      expect(classScores[0]!.matrix.columns).toBe(2);
    }
    await expectFailure(
      readFrom('t.csv', text, of('x_*')),
      'UNKNOWN_ARRAY',
      'modality all',
      'has no column "x_*": it has the columns "x1", "x2"',
    );
    for (const array of ['x_y', 'x1,x_y', 'x*, x_y']) {
      await expectFailure(
        readFrom('t.csv', text, of(array)),
        'LABEL_AS_FEATURE',
        'modality all',
        'The column "x_y" of ',
        'is the label and cannot be a feature',
      );
    }
  });

  it.each(['', 'NA', 'nan', 'N/A', 'NULL', 'None', ' na '])('drops a row whose cell is %j', async (cell) => {
    const text = csv(`${cell},2,3,A`, `1,2,3,${cell}`);
    const dataset = await readFrom('t.csv', text, { ...selection, missing: 'drop' });
    expect(dataset.droppedRows).toBe(2);
    expect(dataset.sampleIds).toEqual(['2', '3', '4', '5']);
    await expectFailure(
      readFrom('t.csv', text, selection),
      'MISSING_VALUES',
      'modality bill',
      '1 missing',
      'line 2 column "bill_l"',
      '--drop-missing',
    );
    await expectFailure(
      readFrom('t.csv', csv(`1,2,3,${cell}`), selection),
      'MISSING_VALUES',
      'label',
      'line 2',
      '--drop-missing',
    );
  });

  it('keeps a row whose missing cell is in a column that is not used', async () => {
    const modalities = [{ name: 'bill', array: 'bill_l' }, selection.modalities[1]!];
    const dataset = await readFrom('t.csv', csv('1,,3,A'), { ...selection, modalities, missing: 'drop' });
    expect(dataset.droppedRows).toBe(0);
  });

  it('reads rows that span many blocks and chunks', async () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `${i},${i / 8},${-i},${i % 3 === 0 ? 'é' : 'ü'}`);
    const dataset = await readFrom('t.csv', ['bill_l,bill_d,mass,species', ...rows].join('\n'), selection);
    const { data } = dataset.modalities[0]!.matrix;
    expect(data.length).toBe(80_000);
    for (let i = 0; i < 40_000; i += 1)
      if (data[2 * i] !== i || data[2 * i + 1] !== i / 8) expect(i).toBe('read');
    expect(dataset.modalities[1]!.matrix.data[39_999]).toBe(-39_999);
  });

  it.each([
    ['a word', 'big,2,3,A', 'line 2, column "bill_l"', '"big"'],
    ['a decimal comma', '1,"2,5",3,A', 'column "bill_d"', '"2,5"'],
    ['hexadecimal', '1,0x10,3,A', '"0x10"'],
    ['an underscore', '1,1_000,3,A', '"1_000"'],
    ['a long text, clipped', `1,${'z'.repeat(5_000)},3,A`, /"z{60}…"/],
  ])('refuses %s as a feature', async (_, row, ...words) => {
    await expectFailure(readFrom('t.csv', csv(row), selection), 'BAD_VALUE', 'modality bill', ...words);
  });

  it.each(['inf', '-Infinity', '1e999'])('refuses %s, also when missing values are dropped', async (cell) => {
    const read = readFrom('t.csv', csv(`1,2,${cell},A`), { ...selection, missing: 'drop' });
    const failure = await expectFailure(
      read,
      'NOT_FINITE',
      'modality body',
      '1 infinite',
      'line 2 column "mass"',
    );
    expect(failure.message).not.toMatch('--drop-missing');
  });

  it.each([
    ['a line too short', csv('1,2,3'), 'line 2 has 3 cells', 'header has 4'],
    ['a line too long', csv(...ROWS, '1,2,3,A,5'), 'line 6 has 5 cells'],
    ['a column twice', 'bill_l,mass,mass\n', '"mass"', 'line 1'],
    ['an open quote', csv('1,2,3,"A'), 'after line 1', 'never closed'],
    ['a quote inside a cell', csv('1,2,3,B', '1,2,3,A"B'), 'after line 2', 'inside an unquoted cell'],
    ['text behind a quote', csv('1,2,3,"A"B'), 'behind a closing quotation'],
  ])('refuses %s', async (_, text, ...words) => {
    await expectFailure(readFrom('t.csv', text, selection), 'CORRUPT_FILE', 'file', ...words);
  });

  it.each([
    ['Latin-1', Buffer.from(csv('1,2,3,é'), 'latin1'), 2],
    ['UTF-16', Buffer.from(`\uFEFF${csv()}`, 'utf16le'), 1],
    [
      'a character cut off at the end',
      Buffer.concat([Buffer.from(csv() + '1,2,3,'), Buffer.from([0xe2, 0x82])]),
      6,
    ],
    [
      'a bad byte far in',
      Buffer.concat([Buffer.from(csv() + '1,2,3,A\n'.repeat(50_000)), Buffer.from([0xff])]),
      50_006,
    ],
  ])('refuses %s and names the line', async (_, bytes, line) => {
    await expectFailure(
      readFrom('t.csv', bytes, selection),
      'CORRUPT_FILE',
      'file',
      `line ${line} is not valid UTF-8`,
    );
  });

  it('refuses an empty file, a lone header, and a file with no complete row', async () => {
    await expectFailure(readFrom('t.csv', '', selection), 'EMPTY_FILE', 'file', 'empty');
    await expectFailure(readFrom('t.csv', '\n\n', selection), 'EMPTY_FILE', 'file');
    await expectFailure(
      readFrom('t.csv', 'bill_l,mass,species\n', selection),
      'EMPTY_FILE',
      'file',
      'no rows',
    );
    const text = 'bill_l,mass,species\nNA,1,A\n1,,B\n';
    await expectFailure(
      readFrom('t.csv', text, { ...selection, missing: 'drop' }),
      'EMPTY_FILE',
      'file',
      'every one of its 2 rows',
    );
  });

  it('lists the columns, at most 20, and hints at the closest', async () => {
    await expectFailure(
      readFrom('t.csv', csv(), { ...selection, label: 'specis' }),
      'UNKNOWN_ARRAY',
      'label',
      '"specis"',
      '"bill_l", "bill_d", "mass", "species"',
      'did you mean "species"?',
    );
    const header = Array.from({ length: 30 }, (_, i) => `c${i}`).join();
    await expectFailure(
      readFrom('t.csv', `${header}\n`, selection),
      'UNKNOWN_ARRAY',
      'modality bill',
      '"bill_*"',
      /"c19" and 10 more\.$/,
    );
    for (const array of ['', 'mass,', '*x']) {
      const modalities = [selection.modalities[0]!, { name: 'body', array }];
      await expectFailure(
        readFrom('t.csv', csv(), { ...selection, modalities }),
        'UNKNOWN_ARRAY',
        'modality body',
      );
    }
  });

  it('refuses numbers that are no integers as labels, but not versions among words', async () => {
    const bad = csv('1,2,3,0.5', '1,2,3,1').replaceAll(/[AB]$/gm, '2');
    await expectFailure(readFrom('t.csv', bad, selection), 'BAD_LABEL', 'label', '0.5', 'regression');
    const dataset = await readFrom('t.csv', csv('1,2,3,0.5', '1,2,3,0.5'), selection);
    expect(dataset.classes).toEqual(['0.5', 'A', 'B']);
  });
});
