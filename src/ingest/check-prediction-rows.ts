import type { PredictedDataset } from '../domain/predictions.js';
import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';

/** @throws InputFailure ROW_COUNT_MISMATCH where rows without ids are not as many as the dataset has samples */
export function checkPredictionRows(
  rows: number,
  { name, samples, droppedRows }: Pick<PredictedDataset, 'name' | 'samples' | 'droppedRows'>,
  subject: Subject,
): void {
  if (rows === samples) return;
  const dropped = droppedRows === 0 ? '' : ` (${droppedRows} of its file's rows were left out)`;
  throw failureOf(
    subject,
    'ROW_COUNT_MISMATCH',
    `has ${rows} rows, and the dataset ${quoteText(name)} has ${samples} samples${dropped}; expected one row for each in the dataset's order, or sample ids (id) to match rows by.`,
  );
}
