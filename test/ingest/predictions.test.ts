import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { InputFailure } from '../../src/domain/failure.js';
import type { Matrix } from '../../src/domain/matrix.js';
import type { PredictedDataset, PredictionSelection } from '../../src/domain/predictions.js';
import { readPredictions } from '../../src/ingest/read-predictions.js';
import { npyBytes, textBytes, withFolder, zipBytes } from './make-files.js';

const dataset: PredictedDataset = {
  name: 'birds',
  classes: ['crow', 'jay', 'owl'],
  samples: 3,
  droppedRows: 0,
  sampleIds: ['a', 'b', 'c'],
};
const P = [0.7, 0.2, 0.1, 0, 0.5, 0.5, 0.25, 0.25, 0.5];
/** Probabilities of 0 count as 1e-15. */
const LOGS = P.map((p) => Math.log(Math.max(p, 1e-15)));

const array = (values: readonly number[], columns = 3): Buffer =>
  npyBytes(values, { shape: `(${values.length / columns}, ${columns})` });
const npz = (arrays: Readonly<Record<string, Buffer>>): Buffer =>
  zipBytes(Object.entries(arrays).map(([name, data]) => ({ name: `${name}.npy`, data })));

function read(
  name: string,
  content: string | Uint8Array,
  selection: Partial<PredictionSelection> = {},
  facts: Partial<PredictedDataset> = {},
): Promise<Matrix> {
  return withFolder(async (folder) => {
    const path = join(folder, name);
    await writeFile(path, content);
    try {
      return await readPredictions(path, { kind: 'PROBABILITIES', ...selection }, { ...dataset, ...facts });
    } catch (error) {
      throw Object.assign(error as Error, { message: (error as Error).message.replaceAll(`${folder}/`, '').replaceAll(folder, 'FOLDER') }); // prettier-ignore
    }
  });
}

const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;
const cells = (values: readonly number[]): string => values.join(',');
const ROWS = [cells(P.slice(0, 3)), cells(P.slice(3, 6)), cells(P.slice(6))];

describe('predictions are read', () => {
  it.each<[string, string, string | Uint8Array, Partial<PredictionSelection>]>([
    ['from the only array of an .npz', 'p.npz', npz({ p: array(P) }), {}],
    ['from one of its arrays', 'p.npz', npz({ x: array([1]), p: array(P) }), { array: 'p' }],
    ['from a .npy', 'p.npy', array(P), {}],
    [
      'as log-probabilities',
      'p.npy',
      array(P.map((p) => Math.log(Math.max(p, 1e-15)))),
      { kind: 'LOG_PROBABILITIES' },
    ],
    [
      'as logits, however far from 0',
      'p.npy',
      array(LOGS.map((value, at) => value + 1e3 * Math.floor(at / 3) - 900)),
      { kind: 'LOGITS' },
    ],
    ['from a table whose columns are the classes', 'p.csv', csv('crow,jay,owl', ...ROWS), {}],
    [
      'from columns in any order, and whatever else the table has where they begin alike',
      'p.tsv',
      csv('p_owl,note,p_crow,p_jay', '.1,x,.7,.2', '.5,y,0,.5', '.5,z,.25,.25').replaceAll(',', '\t'),
      { array: 'p_*' },
    ],
    [
      'by sample ids in any order',
      'p.csv',
      csv('name,crow,jay,owl', `c,${ROWS[2]!}`, `a,${ROWS[0]!}`, `b,${ROWS[1]!}`),
      { id: 'name' },
    ],
    [
      'by an array of ids',
      'p.npz',
      npz({ p: array([...P.slice(3), ...P.slice(0, 3)]), ids: textBytes(['b', 'c', 'a']) }),
      { id: 'ids' },
    ],
  ])('%s', async (_, name, content, selection) => {
    const matrix = await read(name, content, selection);
    expect([matrix.rows, matrix.columns]).toEqual([3, 3]);
    expect(matrix.data).toBeInstanceOf(Float32Array);
    LOGS.forEach((value, at) => {
      expect(Math.abs(matrix.data[at]! - value)).toBeLessThan(1e-4 * (1 + Math.abs(value)));
    });
  });

  it('with probabilities renormalised, and never 0', async () => {
    const { data } = await read('p.npy', array([0.7005, 0.2, 0.1, 0, 0.5, 0.5, 0.25, 0.25, 0.5]));
    expect(Math.exp(data[0]!) + Math.exp(data[1]!) + Math.exp(data[2]!)).toBeCloseTo(1, 6);
    expect(data[3]).toBeCloseTo(Math.log(1e-15), 5);
  });
});

const bad = (at: number, value: number): number[] => P.map((p, index) => (index === at ? value : p));

describe('predictions are refused', () => {
  it.each<
    [
      what: string,
      name: string,
      content: string | Uint8Array,
      selection: Partial<PredictionSelection>,
      code: string,
      field: string,
      message: string,
      facts?: Partial<PredictedDataset>,
    ]
  >([
    [
      'too few rows',
      'p.npy',
      array(P.slice(3)),
      {},
      'ROW_COUNT_MISMATCH',
      'array',
      'The array "p.npy" of FOLDER has 2 rows, and the dataset "birds" has 3 samples; expected one row for each in the dataset\'s order, or sample ids (id) to match rows by.',
    ],
    [
      'rows that the dataset has dropped',
      'p.csv',
      csv('crow,jay,owl', ...ROWS, ROWS[0]!),
      {},
      'ROW_COUNT_MISMATCH',
      'file',
      'The file p.csv has 4 rows, and the dataset "birds" has 3 samples (1 of its file\'s rows were left out); expected one row for each in the dataset\'s order, or sample ids (id) to match rows by.',
      { droppedRows: 1 },
    ],
    [
      'too few classes',
      'p.npy',
      array(P.slice(0, 6), 2),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has 2 columns; expected 3, one for each class in the order "crow", "jay", "owl".',
    ],
    [
      'NaN',
      'p.npy',
      array(bad(4, NaN)),
      {},
      'NOT_FINITE',
      'array',
      'The array "p.npy" of FOLDER has 1 value that is not finite, the first in row 1 column 1: NaN; expected finite numbers only.',
    ],
    [
      'the logarithm of 0',
      'p.npy',
      array(P.map(Math.log)),
      { kind: 'LOG_PROBABILITIES' },
      'NOT_FINITE',
      'array',
      'The array "p.npy" of FOLDER has 1 value that is not finite, the first in row 1 column 0: -Infinity; expected finite numbers only (clip probabilities of 0 to a small one, such as 1e-12, before taking logarithms).',
    ],
    [
      'an empty cell',
      'p.csv',
      csv('crow,jay,owl', ROWS[0]!, '.5,,.5', ROWS[2]!),
      {},
      'MISSING_VALUES',
      'array',
      'The file p.csv has 1 value that is not finite, the first in line 3 column "jay": nothing; expected finite numbers only.',
    ],
    [
      'a word',
      'p.csv',
      csv('crow,jay,owl', 'a,b,c'),
      {},
      'BAD_VALUE',
      'array',
      'The file p.csv has "a" in line 2, column "crow"; expected a decimal number.',
    ],
    [
      'a row that does not add to 1',
      'p.npy',
      array(bad(4, 0.7)),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has probabilities in row 1 that add to 1.2, 0.2 more than 1 (0, 0.7, 0.5); expected every row to add to 1 within 0.001.',
    ],
    [
      'less than 1',
      'p.npy',
      array(bad(4, 0.25)),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has probabilities in row 1 that add to 0.75, 0.25 less than 1 (0, 0.25, 0.5); expected every row to add to 1 within 0.001.',
    ],
    [
      'logits as probabilities',
      'p.npy',
      array([2, 0, -1, 1, 3, 0, 0, 0, 1]),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has 2 in row 0 column 0; expected probabilities from 0 to 1: these look like logits (kind logits).',
    ],
    [
      'log-probabilities as probabilities',
      'p.npy',
      array(LOGS),
      {},
      'BAD_PREDICTIONS',
      'array',
      `The array "p.npy" of FOLDER has ${String(LOGS[0])} in row 0 column 0; expected probabilities from 0 to 1: these look like log-probabilities (kind log-probabilities).`,
    ],
    [
      'percentages',
      'p.npy',
      array(P.map((p) => 100 * p)),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has 70 in row 0 column 0; expected probabilities from 0 to 1: these look like percentages (divide them by 100).',
    ],
    [
      'probabilities as logits',
      'p.npy',
      array(P),
      { kind: 'LOGITS' },
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER holds rows of numbers from 0 to 1 that add to 1; expected logits: these look like probabilities (kind probabilities).',
    ],
    [
      'logits beyond all measure',
      'p.npy',
      array(bad(4, -1e9)),
      { kind: 'LOGITS' },
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER has logits in row 1 from -1000000000 to 0.5; expected them within 1000000 of each other.',
    ],
    [
      'probabilities as log-probabilities',
      'p.npy',
      array(P),
      { kind: 'LOG_PROBABILITIES' },
      'BAD_PREDICTIONS',
      'array',
      'The array "p.npy" of FOLDER holds probabilities, not their logarithms (numpy.log makes them), first in row 0 (0.7, 0.2, 0.1); expected natural logarithms of probabilities that add to 1 in every row, within 0.001.',
    ],
    [
      'columns of other classes',
      'p.csv',
      csv('crow,jay,hen', ...ROWS),
      {},
      'BAD_PREDICTIONS',
      'array',
      'The file p.csv has no column for the class "owl" and the column "hen" of no class; expected just one column for each class, named as it is ("crow", "jay", "owl"), beside the ids (array "p_*" takes only columns that begin so).',
    ],
    [
      'columns that begin otherwise',
      'p.csv',
      csv('p_crow,jay,owl', ...ROWS),
      { array: 'p_*' },
      'BAD_PREDICTIONS',
      'array',
      'The file p.csv has no column for the classes "jay", "owl"; expected just one column for each class, named "p_" and then as it is ("crow", "jay", "owl"), beside the ids.',
    ],
    [
      'a column as the array of a table',
      'p.csv',
      csv('crow,jay,owl', ...ROWS),
      { array: 'crow' },
      'BAD_PREDICTIONS',
      'array',
      'The file p.csv is a table, and "crow" names no columns of all classes; expected a beginning such as "p_*", or nothing where columns are named as the classes are.',
    ],
    [
      'samples that are not there',
      'p.csv',
      csv('id,crow,jay,owl', `a,${ROWS[0]!}`, `x,${ROWS[1]!}`, `b,${ROWS[2]!}`),
      { id: 'id' },
      'SAMPLE_MISMATCH',
      'id',
      'The column "id" of p.csv names 1 sample that the dataset "birds" does not have: "x" (line 3), and has no row for 1 of the 3 samples of "birds": "c"; expected just one row for each sample.',
    ],
    [
      'a sample twice',
      'p.csv',
      csv('id,crow,jay,owl', ...ROWS.map((row) => `a,${row}`)),
      { id: 'id' },
      'DUPLICATE_ID',
      'id',
      'The column "id" of p.csv gives 2 ids again: "a" (line 2 and line 3), "a" (line 2 and line 4); expected every id once.',
    ],
    [
      'no id',
      'p.csv',
      csv('id,crow,jay,owl', `a,${ROWS[0]!}`, `,${ROWS[1]!}`, `c,${ROWS[2]!}`),
      { id: 'id' },
      'MISSING_VALUES',
      'id',
      'The column "id" of p.csv has 1 missing value (line 3); expected a sample id in every row.',
    ],
    [
      'ids of other rows',
      'p.npz',
      npz({ p: array(P), ids: textBytes(['a', 'b']) }),
      { id: 'ids' },
      'ROW_COUNT_MISMATCH',
      'id',
      'The array "ids" of p.npz has 2 rows but the array "p" has 3; expected one id for each row.',
    ],
    [
      'two arrays and no name',
      'p.npz',
      npz({ p: array(P), q: array(P) }),
      {},
      'UNKNOWN_ARRAY',
      'array',
      'The file p.npz has the arrays "p", "q"; expected one, or the name of the one that holds the predictions.',
    ],
    [
      'an array that is not there',
      'p.npz',
      npz({ p: array(P) }),
      { array: 'probs' },
      'UNKNOWN_ARRAY',
      'array',
      'The file p.npz has no array "probs": it has the arrays "p".',
    ],
    [
      'nothing',
      'p.csv',
      '',
      {},
      'EMPTY_FILE',
      'file',
      'The file p.csv is empty; expected a header line and rows.',
    ],
    [
      'a file of another kind',
      'p.json',
      '{}',
      {},
      'UNKNOWN_FORMAT',
      'file',
      'The file p.json has the extension .json; expected .npz, .npy, .csv or .tsv.',
    ],
  ])('for %s', async (_, name, content, selection, code, field, message, facts) => {
    // prettier-ignore
    const error = await read(name, content, selection, facts).then(
      () => null,
      (reason: unknown) => reason as InputFailure,
    );
    expect({ code: error?.code, field: error?.field, message: error?.message }).toEqual({
      code,
      field,
      message,
    });
  });
});
