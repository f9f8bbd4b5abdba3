import { changedValues } from '../actions/changed-values.js';
import type { RunDocument, RunResults } from '../actions/run-document.js';
import { classTable, type MethodName } from './class-table.js';
import { reportNotes } from './report-notes.js';
import { wrapText } from './wrap-text.js';

/**
 * A run for people: one line if it has no results, else its class table and what to know about it.
 *
 * @param width columns that sentences are broken at; the table is not
 */
export function runReport(document: RunDocument, method: MethodName, width = Infinity): string {
  const { run } = document;
  const head = `Run ${run.id}: ${run.dataset}, ${run.modalities.join(' and ')}, ${run.preset} preset, seed ${run.seed}`;
  const wrapped = (lines: readonly string[]): string[] => lines.map((line) => wrapText(line, width));
  if (!isComplete(document)) {
    const why = run.error === null ? '' : ` ${run.error}`;
    return wrapText(
      `${head}: ${run.status.toLowerCase()} at ${(100 * run.progress).toFixed(0)}%.${why}`,
      width,
    );
  }
  const [first, second] = run.modalities;
  return [
    ...wrapped([`${head}, ${run.seconds?.toFixed(1) ?? '?'} s.`, ...changes(document)]),
    '',
    classTable(document, method),
    '',
    ...wrapped([
      `R: shared by ${first} and ${second}; U1: only in ${first}; U2: only in ${second}; S: only in both together.`,
      `I1, I2, I12: information about the label in ${first}, in ${second}, in both. Means per sample, in ${document.unit}.`,
      ...reportNotes(document, method),
    ]),
  ].join('\n');
}

function isComplete(document: RunDocument): document is RunDocument & RunResults {
  return document.classes !== undefined;
}

/** Which values are not the preset's. */
function changes({ run }: RunDocument): readonly string[] {
  const changed = Object.entries(changedValues(run.preset, run.config));
  if (changed.length === 0) return [];
  const values = changed.map(
    ([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return [`With ${values.join(', ')}.`];
}
