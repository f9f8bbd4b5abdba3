import type { PredictedDataset, PredictionSelection } from '../domain/predictions.js';
import { checkPredictionRows } from './check-prediction-rows.js';
import { checkHeader, findColumn } from './csv-columns.js';
import { featureNumber, isMissing } from './csv-number.js';
import { csvRecords } from './csv-records.js';
import { classColumns } from './class-columns.js';
import { quoteText } from './quote-text.js';
import type { RawPredictions } from './raw-predictions.js';
import { makeRowCollector, type RowCollector } from './row-collector.js';
import { failureOf } from './subject.js';

/**
 * Reads predictions from a `.csv` or `.tsv` file with a header line: a column for each class, found by its label, and
 * one of sample ids where asked for. The matrix has the columns in the order of the classes.
 *
 * @throws InputFailure EMPTY_FILE, CORRUPT_FILE, FILE_UNREADABLE, UNKNOWN_ARRAY, BAD_PREDICTIONS, BAD_VALUE,
 *   ROW_COUNT_MISMATCH
 */
export async function readPredictionTable(
  path: string,
  delimiter: ',' | '\t',
  { array, id }: PredictionSelection,
  dataset: PredictedDataset,
): Promise<RawPredictions> {
  const subject = { what: `The file ${path}`, field: 'file' };
  const lines: number[] = [];
  const ids: (string | null)[] = [];
  let header: readonly string[] = [];
  let columns: readonly number[] = [];
  let idColumn: number | null = null;
  let collector: RowCollector | null = null;
  for await (const { cells, line } of csvRecords(path, delimiter, subject)) {
    if (collector === null) {
      checkHeader(cells, subject);
      header = cells;
      idColumn = id === undefined ? null : findColumn(cells, id, { ...subject, field: 'id' });
      columns = classColumns(cells, array, idColumn, dataset.classes, { ...subject, field: 'array' });
      collector = makeRowCollector(columns.length);
      continue;
    }
    for (const column of columns) {
      const value = featureNumber(cells[column]!);
      if (value === null) {
        throw failureOf(
          { ...subject, field: 'array' },
          'BAD_VALUE',
          `has ${quoteText(cells[column]!)} in line ${line}, column ${quoteText(header[column]!)}; expected a decimal number.`,
        );
      }
      collector.append(value);
    }
    if (idColumn !== null) ids.push(isMissing(cells[idColumn]!) ? null : cells[idColumn]!);
    lines.push(line);
  }
  if (collector === null)
    throw failureOf(subject, 'EMPTY_FILE', 'is empty; expected a header line and rows.');
  if (id === undefined) checkPredictionRows(lines.length, dataset, subject);
  return {
    kind: 'column',
    subject: { ...subject, field: 'array' },
    matrix: collector.finish(lines.length),
    id: id === undefined ? null : { array: id, values: ids, origin: 'cells' },
    rowName: (i) => `line ${lines[i]!}`,
    columnName: (j) => `column ${quoteText(header[columns[j]!]!)}`,
  };
}
