import type { ClassDocument, MeanDocument, RunDocument, RunResults } from '../actions/run-document.js';
import { alignColumns } from './output.js';

/** A run for people: one line if it has no results, else its class table and what to know about it. */
export function runReport(document: RunDocument, method: 'lsmi' | 'evidence'): string {
  const { run } = document;
  const head = `Run ${run.id}: ${run.dataset}, ${run.modalities.join(' and ')}, ${run.preset} preset, seed ${run.seed}`;
  if (!isComplete(document)) {
    const why = run.error === null ? '' : ` ${run.error}`;
    return `${head}: ${run.status.toLowerCase()} at ${(100 * run.progress).toFixed(0)}%.${why}`;
  }
  const [first, second] = run.modalities;
  return [
    `${head}, ${run.seconds?.toFixed(1) ?? '?'} s.`,
    '',
    classTable(document, method),
    '',
    `R: shared by ${first} and ${second}; U1: only in ${first}; U2: only in ${second}; S: only in both together.`,
    `I1, I2, I12: information about the label in ${first}, in ${second}, in both. Means per sample, in ${document.unit}.`,
    ...notes(document, method),
  ].join('\n');
}

function isComplete(document: RunDocument): document is RunDocument & RunResults {
  return document.classes !== undefined;
}

function classTable({ classes, ...all }: RunDocument & RunResults, method: 'lsmi' | 'evidence'): string {
  const means = (row: Pick<ClassDocument, 'adjusted' | 'evidence'>): MeanDocument | null =>
    method === 'lsmi' ? row.adjusted : row.evidence;
  const line = (
    label: string,
    n: number,
    row: Pick<ClassDocument, 'adjusted' | 'evidence' | 'information'>,
  ): string[] => {
    const parts = means(row);
    const { information } = row;
    return [
      label,
      String(n),
      ...[parts?.R, parts?.U1, parts?.U2, parts?.S].map(number),
      ...[information?.I1, information?.I2, information?.I12].map(number),
    ];
  };
  return alignColumns(
    [
      ['class', 'n', 'R', 'U1', 'U2', 'S', 'I1', 'I2', 'I12'],
      ...classes.map((row) => line(row.label, row.n, row)),
      line('all', all.run.samples, all),
    ],
    1,
  );
}

function notes(
  { adjustment, raw, saturated, diagnostics }: RunResults,
  method: 'lsmi' | 'evidence',
): string[] {
  const lines: string[] = [];
  if (method === 'evidence') lines.push('Decomposed by the evidence rule, which needs no densities.');
  if (method === 'lsmi' && adjustment.offset !== 0 && raw) {
    const moved = number(Math.abs(adjustment.offset));
    lines.push(
      `Raw means: R ${number(raw.R)}, U1 ${number(raw.U1)}, U2 ${number(raw.U2)}, S ${number(raw.S)}. ` +
        (adjustment.offset > 0
          ? `The paper’s adjustment moved ${moved} from U1 and U2 to R and S.`
          : `The paper’s adjustment moved ${moved} from R and S to U1 and U2.`),
    );
    if (adjustment.rule === 'negative-uniqueness') {
      lines.push(
        'It fired for a negative uniqueness: adjusted R is then min(I1, I2), whatever the densities say.',
      );
    }
  }
  if (method === 'lsmi' && saturated !== null) {
    lines.push(
      `For ${(100 * saturated).toFixed(0)}% of samples the densities alone chose which information is shared.`,
    );
  }
  const { nonFiniteCount } = diagnostics;
  if (nonFiniteCount > 0)
    lines.push(`${nonFiniteCount} samples have a value that is not finite and are in no mean.`);
  return lines;
}

function number(value: number | undefined): string {
  if (value === undefined) return '–';
  const text = value.toFixed(3);
  return text === '-0.000' ? '0.000' : text;
}
