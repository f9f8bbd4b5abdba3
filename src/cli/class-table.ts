import type { IntervalDocument, IntervalsDocument } from '../actions/interval-document.js';
import type { InformationDocument, MeanDocument } from '../actions/mean-document.js';
import type { ClassDocument, RunDocument, RunResults } from '../actions/run-document.js';
import { alignColumns } from './output.js';
import { shownNumber } from './shown-number.js';

export type MethodName = 'lsmi' | 'evidence';

const COMPONENTS = ['R', 'U1', 'U2', 'S'] as const;
const INFORMATION = ['I1', 'I2', 'I12'] as const;
const LONGEST_LABEL = 32;

/** What a row shows, of one class or of all samples. */
type RowMeans = Pick<ClassDocument, 'adjusted' | 'evidence' | 'information' | 'intervals'>;

/**
 * Means by class and over all, components by the method; where the run has intervals, their ends stand under the
 * means in lines of their own.
 */
export function classTable(document: RunDocument & RunResults, method: MethodName): string {
  const rows = [
    ...document.classes.map((row) => linesOf(shownLabel(row.label), row.n, row, method)),
    linesOf('all', document.run.samples, document, method),
  ];
  return alignColumns([['class', 'n', ...COMPONENTS, ...INFORMATION], ...rows.flat()], 1);
}

function linesOf(label: string, n: number, row: RowMeans, method: MethodName): string[][] {
  const means = method === 'lsmi' ? row.adjusted : row.evidence;
  const line = [label, String(n), ...cells(means, row.information)];
  if (!row.intervals) return [line];
  const { confidence } = row.intervals;
  const percent = `${String(Number((100 * confidence).toPrecision(15)))}%`;
  return [
    line,
    [`  ${percent} low`, '', ...ends(row.intervals, method, 'low')],
    [`  ${' '.repeat(percent.length)} high`, '', ...ends(row.intervals, method, 'high')],
  ];
}

function cells(means: MeanDocument | null, information: InformationDocument | null): string[] {
  return [
    ...COMPONENTS.map((name) => shownNumber(means?.[name])),
    ...INFORMATION.map((name) => shownNumber(information?.[name])),
  ];
}

function ends(intervals: IntervalsDocument, method: MethodName, end: keyof IntervalDocument): string[] {
  const components = method === 'lsmi' ? intervals.adjusted : intervals.evidence;
  return [
    ...COMPONENTS.map((name) => shownNumber(components[name][end])),
    ...INFORMATION.map((name) => shownNumber(intervals.information[name][end])),
  ];
}

/** Labels are the user's own texts: a line break or a paragraph in one must not tear the table. */
export function shownLabel(label: string): string {
  const plain = label.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  return plain.length <= LONGEST_LABEL ? plain : `${plain.slice(0, LONGEST_LABEL - 1)}…`;
}
