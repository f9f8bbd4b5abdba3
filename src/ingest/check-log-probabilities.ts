import type { Matrix } from '../domain/matrix.js';
import { quoteText } from './quote-text.js';
import type { RawFeatures, RawSamples } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';

/** How far from 1 the probabilities of a row may add up. */
const TOLERANCE = 1e-3;
/** Share of the rows that must look like something else before it is called that. */
const TELLING = 0.9;
/**
 * The least that is taken for a logarithm. Below it lie stand-ins for minus infinity (−1e9, the least float), which as
 * information leave no digits to the numbers they are added to.
 */
const LEAST = -1e6;
/** How many classes, or values of a row, a message names. */
const NAMED = 10;

/**
 * Refuses scores that are not one natural log-probability for each class, columns in the order of `classes`, and
 * renormalises, in place, what rounding left of 1: afterwards the probabilities of every row add to 1. None may be
 * below −1e6.
 *
 * @param scores  finite, missing rows left out already
 * @param rowName how a message names row `i` of the matrix
 * @throws InputFailure BAD_LOG_PROBABILITIES, field `log-probabilities NAME`
 */
export function checkLogProbabilities(
  raw: Pick<RawSamples, 'kind' | 'path'>,
  scores: RawFeatures,
  classes: readonly string[],
  rowName: (i: number) => string,
): void {
  const subject = {
    what: `The ${raw.kind} ${quoteText(scores.array)} of ${raw.path}`,
    field: scores.field,
  };
  checkColumns(raw.kind, scores, classes, subject);
  const { rows, columns, data } = scores.matrix;
  for (let row = 0; row < rows; row += 1) {
    const values = data.subarray(row * columns, (row + 1) * columns);
    const total = sumOf(values, Math.exp);
    if (!isOne(total)) {
      const found = values.slice(0, NAMED).join(', ') + (columns > NAMED ? ', …' : '');
      throw failureOf(
        subject,
        'BAD_LOG_PROBABILITIES',
        `${explain(scores.matrix, total)}, first in ${rowName(row)} (${found}); expected natural logarithms of probabilities that add to 1 in every row, within ${TOLERANCE}.`,
      );
    }
    checkLeast(values, row, scores, rowName, subject);
    const excess = Math.log(total);
    for (let column = 0; column < columns; column += 1) values[column]! -= excess;
  }
}

type Values = Matrix['data'];

function sumOf(values: Values, probability: (value: number) => number): number {
  let sum = 0;
  for (const value of values) sum += probability(value);
  return sum;
}

function checkLeast(
  values: Values,
  row: number,
  { columnName }: RawFeatures,
  rowName: (i: number) => string,
  subject: Subject,
): void {
  const column = values.findIndex((value) => value < LEAST);
  if (column < 0) return;
  throw failureOf(
    subject,
    'BAD_LOG_PROBABILITIES',
    `has ${String(values[column])} in ${rowName(row)} ${columnName(column)}; expected nothing below ${String(LEAST)} (clip probabilities of 0 to a small one, such as 1e-12, before taking logarithms).`,
  );
}

function isOne(sum: number): boolean {
  return Math.abs(sum - 1) <= TOLERANCE;
}

/** What each row of a matrix would add to 1 as, were it not what it should be. */
const READINGS: readonly (readonly [reading: string, probability: (value: number) => number])[] = [
  ['probabilities, not their logarithms (numpy.log makes them)', (value) => (value < 0 ? NaN : value)],
  ['log-probabilities with their sign turned (losses)', (value) => Math.exp(-value)],
  ['logarithms to base 2 (multiply them by the natural logarithm of 2)', (value) => 2 ** value],
  ['logarithms to base 10 (multiply them by the natural logarithm of 10)', (value) => 10 ** value],
];

/** What scores that are no log-probabilities most likely are. */
function explain({ rows, columns, data }: Matrix, firstTotal: number): string {
  for (const [reading, probability] of READINGS) {
    let fitting = 0;
    for (let row = 0; row < rows; row += 1) {
      const values = data.subarray(row * columns, (row + 1) * columns);
      if (isOne(sumOf(values, probability))) fitting += 1;
    }
    if (fitting >= TELLING * rows) return `holds ${reading}`;
  }
  return `holds numbers whose exponentials add to ${Number(firstTotal.toPrecision(4))}, as those of logits do (subtract scipy.special.logsumexp of each row)`;
}

function checkColumns(
  kind: RawSamples['kind'],
  { matrix, columnName }: RawFeatures,
  classes: readonly string[],
  subject: Subject,
): void {
  const listed = classes.slice(0, NAMED).map((label) => quoteText(label));
  const inOrder = `${listed.join(', ')}${classes.length > NAMED ? ', …' : ''}`;
  if (matrix.columns !== classes.length) {
    throw failureOf(
      subject,
      'BAD_LOG_PROBABILITIES',
      `has ${matrix.columns} ${matrix.columns === 1 ? 'column' : 'columns'}; expected ${classes.length}, one for each class in the order ${inOrder}.`,
    );
  }
  if (kind === 'array') return;
  // Columns named after the classes tell when they stand in another order, which no number could.
  const indexOf = new Map(classes.map((label, index) => [quoteText(label).slice(1), index]));
  const named = classes.map((_, column) => longestEnding(columnName(column), indexOf));
  const isEveryClass = new Set(named).size === classes.length && !named.includes(-1);
  const misplaced = named.findIndex((index, column) => index !== column);
  if (!isEveryClass || misplaced < 0) return;
  throw failureOf(
    subject,
    'BAD_LOG_PROBABILITIES',
    `has ${columnName(misplaced)} as its ${misplaced + 1}. column, where class ${quoteText(classes[misplaced]!)} belongs; expected the columns in the order of the classes, ${inOrder}.`,
  );
}

/** The value of the longest key that `text` ends with, or -1. */
function longestEnding(text: string, values: ReadonlyMap<string, number>): number {
  for (let start = 0; start < text.length; start += 1) {
    const value = values.get(text.slice(start));
    if (value !== undefined) return value;
  }
  return -1;
}
