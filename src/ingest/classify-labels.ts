import { decimalNumber } from './csv-number.js';
import { quoteText } from './quote-text.js';
import type { RawTexts } from './raw-samples.js';
import { failureOf, type Subject } from './subject.js';

const NAMED = 10;
const MAX_CLASSES = 10_000;

/**
 * The classes that labels name, and every row's index into them. Classes are sorted numerically when all of them
 * are numbers, else by code unit.
 *
 * @param labels `[N]` no null among them
 * @throws InputFailure BAD_LABEL (labels that are no integers, as of a regression, or more than 10,000 classes),
 *   TOO_FEW_CLASSES or CLASS_TOO_SMALL.
 */
export function classifyLabels(
  labels: readonly string[],
  origin: RawTexts['origin'],
  subject: Subject,
): { classes: string[]; classIndex: Int32Array } {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  checkKind([...counts.keys()], origin, subject);
  if (counts.size > MAX_CLASSES) {
    throw failureOf(
      subject,
      'BAD_LABEL',
      `has ${counts.size} distinct labels; expected at most ${MAX_CLASSES} classes.`,
    );
  }
  if (counts.size < 2) {
    const only = [...counts.keys()].map((label) => quoteText(label)).join('');
    throw failureOf(
      subject,
      'TOO_FEW_CLASSES',
      `has one class only, ${only}, in ${labels.length} rows; expected at least two classes.`,
    );
  }
  const classes = sortClasses([...counts.keys()]);
  const small = classes.filter((label) => counts.get(label)! < 2);
  if (small.length > 0) {
    const named = small.slice(0, NAMED).map((label) => `${quoteText(label)} (${counts.get(label)!} row)`);
    throw failureOf(
      subject,
      'CLASS_TOO_SMALL',
      `has ${small.length} ${small.length === 1 ? 'class' : 'classes'} with fewer than two rows: ${named.join(', ')}${small.length > NAMED ? ', …' : ''}; expected at least two rows a class.`,
    );
  }
  const indexOf = new Map(classes.map((label, index) => [label, index]));
  return { classes, classIndex: Int32Array.from(labels, (label) => indexOf.get(label)!) };
}

/** Text arrays say what they mean; numbers that are no integers look like the target of a regression. */
function checkKind(distinct: readonly string[], origin: RawTexts['origin'], subject: Subject): void {
  if (origin === 'texts') return;
  const fraction = distinct.find((label) => !Number.isInteger(Number(label)));
  const numeric = origin === 'floats' || distinct.every((label) => decimalNumber(label) !== null);
  if (fraction === undefined || !numeric) return;
  throw failureOf(
    subject,
    'BAD_LABEL',
    `has the label ${fraction}, which looks like the target of a regression; expected classes as integers or text.`,
  );
}

function sortClasses(distinct: string[]): string[] {
  const numbers = new Map(distinct.map((label) => [label, decimalNumber(label)]));
  const numeric = distinct.every((label) => numbers.get(label) !== null);
  const byCodeUnit = (a: string, b: string) => (a < b ? -1 : 1);
  if (!numeric) return distinct.sort(byCodeUnit);
  return distinct.sort((a, b) => numbers.get(a)! - numbers.get(b)! || byCodeUnit(a, b));
}
