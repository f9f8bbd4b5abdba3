import type { ArraySelection } from './array-selection.js';
import { checkHeader, findColumn, selectColumns } from './csv-columns.js';
import { featureNumber, isMissing } from './csv-number.js';
import { csvRecords, type CsvRecord } from './csv-records.js';
import { numberParts } from './number-parts.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples, RawTexts } from './raw-samples.js';
import { makeRowCollector } from './row-collector.js';
import { failureOf } from './subject.js';

/**
 * Reads the selected columns of a `.csv` or `.tsv` file with a header line, in one pass. A modality or the
 * log-probabilities of a classifier are a list of columns (see `selectColumns`), read as float64. Missing cells become
 * NaN or null.
 *
 * @throws InputFailure EMPTY_FILE, CORRUPT_FILE, FILE_UNREADABLE, UNKNOWN_ARRAY,
 *   LABEL_AS_FEATURE, or BAD_VALUE for a cell that is no number.
 */
export async function readCsv(
  path: string,
  delimiter: ',' | '\t',
  selection: ArraySelection,
): Promise<RawSamples> {
  const subject = { what: `The file ${path}`, field: 'file' };
  let table: ReturnType<typeof makeTable> | null = null;
  for await (const record of csvRecords(path, delimiter, subject)) {
    if (table === null) {
      checkHeader(record.cells, subject);
      table = makeTable(path, record.cells, selection);
    } else {
      table.append(record);
    }
  }
  if (table === null) throw failureOf(subject, 'EMPTY_FILE', 'is empty; expected a header line and rows.');
  return table.finish();
}

function makeTable(path: string, header: readonly string[], selection: ArraySelection) {
  const subjectOf = (field: string) => ({ what: `The file ${path}`, field });
  const found = selectColumns(header, selection, path);
  const features = numberParts(selection).map((part, index) => {
    const columns = found[index]!;
    return { ...part, columns, collector: makeRowCollector(columns.length) };
  });
  const texts = (['label', 'id', 'split'] as const).map((field) => {
    const array = selection[field];
    if (array === undefined) return null;
    return {
      array,
      column: findColumn(header, array, subjectOf(field)),
      values: [] as (string | null)[],
      origin: 'cells' as const,
    };
  });
  const [label, id, split] = texts as [RawTexts, RawTexts | null, RawTexts | null];
  const lines: number[] = [];

  return {
    append({ cells, line }: CsvRecord): void {
      for (const { columns, collector, field } of features) {
        for (const column of columns) {
          const value = featureNumber(cells[column]!);
          if (value === null) {
            throw failureOf(
              subjectOf(field),
              'BAD_VALUE',
              `has ${quoteText(cells[column]!)} in line ${line}, column ${quoteText(header[column]!)}; expected a decimal number, or nothing or NA where it is missing.`,
            );
          }
          collector.append(value);
        }
      }
      for (const text of texts) {
        if (text === null) continue;
        const cell = cells[text.column]!;
        text.values.push(isMissing(cell) ? null : cell);
      }
      lines.push(line);
    },
    finish(): RawSamples {
      const rows = lines.length;
      const numbers: RawFeatures[] = features.map(({ name, array, field, columns, collector }) => ({
        name,
        array,
        field,
        matrix: collector.finish(rows),
        columnName: (j) => `column ${quoteText(header[columns[j]!]!)}`,
      }));
      return {
        path,
        rows,
        kind: 'column',
        modalities: numbers.slice(0, selection.modalities.length),
        logProbabilities: numbers.slice(selection.modalities.length),
        label,
        id,
        split,
        rowName: (i) => `line ${lines[i]!}`,
      };
    },
  };
}
