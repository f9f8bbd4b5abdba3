import type { Matrix } from '../domain/matrix.js';
import type { RawFeatures } from './raw-samples.js';
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
} from './score-rows.js';
import { failureOf, type Subject } from './subject.js';

/**
 * The least that is taken for a logarithm. Below it lie stand-ins for minus infinity (−1e9, the least float), which as
 * information leave no digits to the numbers they are added to.
 */
export const LEAST_LOG = -1e6;

/**
 * Refuses scores that are no natural log-probabilities, and renormalises, in place, what rounding left of 1: afterwards
 * the probabilities of every row add to 1. None may be below −1e6.
 *
 * @param scores  finite, a column for each class
 * @param rowName how a message names row `i` of the matrix
 * @param code    of the failure
 * @throws InputFailure
 */
export function checkLogProbabilities(
  scores: Pick<RawFeatures, 'matrix' | 'columnName'>,
  rowName: (i: number) => string,
  subject: Subject,
  code: string,
): void {
  const { matrix, columnName } = scores;
  for (let row = 0; row < matrix.rows; row += 1) {
    const values = rowOf(matrix, row);
    const total = sumOf(values, READ_AS_LOGS);
    if (!isOne(total)) {
      throw failureOf(
        subject,
        code,
        `${explain(matrix, total)}, first in ${rowName(row)} (${shownRow(values)}); expected natural logarithms of probabilities that add to 1 in every row, within ${SUM_TOLERANCE}.`,
      );
    }
    const column = values.findIndex((value) => value < LEAST_LOG);
    if (column >= 0) {
      throw failureOf(
        subject,
        code,
        `has ${String(values[column])} in ${rowName(row)} ${columnName(column)}; expected nothing below ${String(LEAST_LOG)} (clip probabilities of 0 to a small one, such as 1e-12, before taking logarithms).`,
      );
    }
    const excess = Math.log(total);
    for (let at = 0; at < values.length; at += 1) values[at]! -= excess;
  }
}

/** What each row of a matrix would add to 1 as, were it not what it should be. */
const READINGS: readonly Reading[] = [
  ['probabilities, not their logarithms (numpy.log makes them)', READ_AS_PROBABILITIES],
  ['log-probabilities with their sign turned (losses)', (value) => Math.exp(-value)],
  ['logarithms to base 2 (multiply them by the natural logarithm of 2)', (value) => 2 ** value],
  ['logarithms to base 10 (multiply them by the natural logarithm of 10)', (value) => 10 ** value],
];

/** What scores that are no log-probabilities most likely are. */
function explain(matrix: Matrix, firstTotal: number): string {
  const reading = likelyReading(matrix, READINGS);
  if (reading !== null) return `holds ${reading}`;
  return `holds numbers whose exponentials add to ${Number(firstTotal.toPrecision(4))}, as those of logits do (subtract scipy.special.logsumexp of each row)`;
}
