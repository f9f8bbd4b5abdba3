import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { readFailure } from './read-failure.js';
import { failureOf, type Subject } from './subject.js';
import { checkedUtf8 } from './utf8-check.js';

/** One line of a table: its trimmed cells, and the line of the file it ends on, counted from 1. */
export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

/** A quote that is never closed would otherwise gather the rest of the file into one cell. */
const MAX_RECORD_BYTES = 1 << 26;
const READ_BYTES = 1 << 18;

/**
 * The records of a delimited text file, header first. A byte-order mark is dropped, blank lines are passed over,
 * LF, CRLF and CR all end a line.
 *
 * @throws InputFailure CORRUPT_FILE (invalid UTF-8, broken quotes, a line with too many or too few cells) or
 *   FILE_UNREADABLE.
 */
export async function* csvRecords(
  path: string,
  delimiter: ',' | '\t',
  subject: Subject,
): AsyncGenerator<CsvRecord, void, undefined> {
  let lastLine = 0;
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: MAX_RECORD_BYTES,
    // the parser runs ahead of the loop below: only here is the line before a broken one known
    on_record: (record: string[], { lines }) => {
      lastLine = lines;
      return record;
    },
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
    trim: delimiter === ',',
  });
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  // the parser is destroyed with whatever error the file or the check ends with, and the loop below throws it
  pipeline(
    file,
    (chunks: AsyncIterable<Buffer>) => checkedUtf8(chunks, subject),
    parser,
    () => undefined,
  );
  let width: number | null = null;
  try {
    for await (const parsed of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const { record, info } = parsed;
      width ??= record.length;
      if (record.length !== width) {
        throw failureOf(
          subject,
          'CORRUPT_FILE',
          `line ${info.lines} has ${record.length} cells where the header has ${width}; expected as many in every line.`,
        );
      }
      yield { cells: record.map((cell) => cell.trim()), line: info.lines };
    }
  } catch (error) {
    throw csvFailure(error, lastLine, subject);
  } finally {
    file.destroy();
  }
}

function csvFailure(error: unknown, lastLine: number, subject: Subject) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const after = lastLine === 0 ? 'at the beginning' : `after line ${lastLine}`;
  const problem = {
    CSV_QUOTE_NOT_CLOSED: 'a quotation mark that is never closed',
    CSV_MAX_RECORD_SIZE: 'a record longer than 64 MiB, most likely a quotation mark that is never closed',
    INVALID_OPENING_QUOTE: 'a quotation mark inside an unquoted cell',
    CSV_INVALID_CLOSING_QUOTE: 'text behind a closing quotation mark',
  }[String(code)];
  if (problem === undefined) return readFailure(error, subject);
  return failureOf(
    subject,
    'CORRUPT_FILE',
    `has, ${after}, ${problem}; expected cells quoted whole, with "" for a quotation mark inside.`,
    error,
  );
}
