import type { PredictionKind } from '../domain/predictions.js';
import type { Matrix } from '../domain/matrix.js';
import { checkLogProbabilities, LEAST_LOG } from './check-log-probabilities.js';
import type { RawPredictions } from './raw-predictions.js';
import {
  isOne,
  likelyReading,
  READ_AS_LOGS,
  READ_AS_PROBABILITIES,
  rowOf,
  shownRow,
  SUM_TOLERANCE,
  sumOf,
  type Reading,
  type ScoreRow,
} from './score-rows.js';
import { failureOf } from './subject.js';

/** What a probability of 0 counts as: its logarithm must be a number. */
export const LEAST_PROBABILITY = 1e-15;
/** How far outside 0 … 1 rounding may leave a probability. */
const ROUNDING = 1e-6;
const CODE = 'BAD_PREDICTIONS';

type Scores = Pick<RawPredictions, 'matrix' | 'subject' | 'rowName' | 'columnName'>;

/**
 * Turns predictions, in place, into natural log-probabilities, those of every row adding to 1: probabilities are
 * renormalised and those of 0 become 1e-15, logits pass a log-softmax.
 *
 * @throws InputFailure BAD_PREDICTIONS for numbers that are not of their kind
 */
export function toLogProbabilities(kind: PredictionKind, scores: Scores): void {
  if (kind === 'LOG_PROBABILITIES') {
    checkLogProbabilities(scores, scores.rowName, scores.subject, CODE);
    return;
  }
  const { matrix } = scores;
  if (kind === 'LOGITS') refuseProbabilities(scores);
  for (let row = 0; row < matrix.rows; row += 1) {
    const values = rowOf(matrix, row);
    if (kind === 'PROBABILITIES') logOfProbabilities(values, row, scores);
    else logSoftmax(values, row, scores);
  }
}

function logOfProbabilities(values: ScoreRow, row: number, scores: Scores): void {
  const { subject, rowName, columnName, matrix } = scores;
  const outside = values.findIndex((value) => value < -ROUNDING || value > 1 + ROUNDING);
  if (outside >= 0) {
    throw failureOf(
      subject,
      CODE,
      `has ${String(values[outside])} in ${rowName(row)} ${columnName(outside)}; expected probabilities from 0 to 1${hint(matrix, row)}.`,
    );
  }
  const total = sumOf(values, (value) => value);
  if (!isOne(total)) {
    const off = Number(Math.abs(total - 1).toPrecision(3));
    throw failureOf(
      subject,
      CODE,
      `has probabilities in ${rowName(row)} that add to ${Number(total.toPrecision(6))}, ${off} ${total > 1 ? 'more' : 'less'} than 1 (${shownRow(values)}); expected every row to add to 1 within ${SUM_TOLERANCE}${hint(matrix, row)}.`,
    );
  }
  for (let at = 0; at < values.length; at += 1) {
    values[at] = Math.log(Math.max(values[at]! / total, LEAST_PROBABILITY));
  }
}

const READINGS: readonly Reading[] = [
  ['log-probabilities (kind log-probabilities)', READ_AS_LOGS],
  ['percentages (divide them by 100)', (value) => value / 100],
];

/** What numbers that are no probabilities most likely are, in words for the end of a message. */
function hint(matrix: Matrix, done: number): string {
  // Rows before the one at fault are logarithms already.
  const { rows, columns, data } = matrix;
  const rest = { rows: rows - done, columns, data: data.subarray(done * columns) };
  const reading = likelyReading(rest, READINGS);
  if (reading !== null) return `: these look like ${reading}`;
  const isOutside = rest.data.some((value) => value < -ROUNDING || value > 1 + ROUNDING);
  return isOutside ? ': these look like logits (kind logits)' : '';
}

/** Softmax takes any numbers, and of probabilities it makes wrong ones that nothing would show. */
function refuseProbabilities({ matrix, subject }: Scores): void {
  if (likelyReading(matrix, [['probabilities', READ_AS_PROBABILITIES]]) === null) return;
  throw failureOf(
    subject,
    CODE,
    'holds rows of numbers from 0 to 1 that add to 1; expected logits: these look like probabilities (kind probabilities).',
  );
}

function logSoftmax(values: ScoreRow, row: number, { subject, rowName }: Scores): void {
  let largest = -Infinity;
  let smallest = Infinity;
  for (const value of values) {
    largest = Math.max(largest, value);
    smallest = Math.min(smallest, value);
  }
  if (smallest - largest < LEAST_LOG) {
    throw failureOf(
      subject,
      CODE,
      `has logits in ${rowName(row)} from ${smallest} to ${largest}; expected them within ${-LEAST_LOG} of each other.`,
    );
  }
  const normalizer = largest + Math.log(sumOf(values, (value) => Math.exp(value - largest)));
  for (let at = 0; at < values.length; at += 1) values[at]! -= normalizer;
}
