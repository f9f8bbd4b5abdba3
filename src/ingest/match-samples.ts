import { checkIds } from './check-ids.js';
import { quoteText } from './quote-text.js';
import type { RawTexts } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';

/** How many ids or rows a message names. */
const NAMED = 10;

/**
 * The row of each sample, found by its id.
 *
 * @param sampleIds `[N]` of the dataset
 * @param rowName   how a message names row `i` of the file
 * @returns `[N]`
 * @throws InputFailure MISSING_VALUES, DUPLICATE_ID, or SAMPLE_MISMATCH where ids and samples are not the same ones
 */
export function matchSamples(
  { values }: RawTexts,
  sampleIds: readonly string[],
  datasetName: string,
  rowName: (i: number) => string,
  subject: Subject,
): Int32Array {
  const ids = values.filter((id) => id !== null);
  if (ids.length < values.length) {
    const absent = [...values.keys()].filter((row) => values[row] === null);
    throw failureOf(
      subject,
      'MISSING_VALUES',
      `has ${absent.length} missing ${absent.length === 1 ? 'value' : 'values'} (${absent.slice(0, NAMED).map(rowName).join(', ')}${more(absent)}); expected a sample id in every row.`,
    );
  }
  checkIds(ids, rowName, subject);
  const indexOf = new Map(sampleIds.map((id, index) => [id, index]));
  const rows = new Int32Array(sampleIds.length).fill(-1);
  const unknown: number[] = [];
  ids.forEach((id, row) => {
    const index = indexOf.get(id);
    if (index === undefined) unknown.push(row);
    else rows[index] = row;
  });
  const without = [...sampleIds.keys()].filter((index) => rows[index] === -1);
  if (unknown.length === 0 && without.length === 0) return rows;
  const strangers = unknown.slice(0, NAMED).map((row) => `${quoteText(ids[row]!)} (${rowName(row)})`);
  const forgotten = without.slice(0, NAMED).map((index) => quoteText(sampleIds[index]!));
  const faults = [
    ...(unknown.length > 0
      ? [
          `names ${unknown.length} ${unknown.length === 1 ? 'sample' : 'samples'} that the dataset ${quoteText(datasetName)} does not have: ${strangers.join(', ')}${more(unknown)}`,
        ]
      : []),
    ...(without.length > 0
      ? [
          `has no row for ${without.length} of the ${sampleIds.length} samples of ${quoteText(datasetName)}: ${forgotten.join(', ')}${more(without)}`,
        ]
      : []),
  ];
  throw failureOf(
    subject,
    'SAMPLE_MISMATCH',
    `${faults.join(', and ')}; expected just one row for each sample.`,
  );
}

function more({ length }: readonly unknown[]): string {
  return length > NAMED ? ', …' : '';
}
