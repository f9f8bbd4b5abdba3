import type { RunResults } from '../actions/run-document.js';
import { TESTED_STATISTICS } from '../estimation/uncertainty/permutation-test.js';
import type { RunWarningCode } from '../estimation/warnings/run-warning.js';
import type { MethodName } from './class-table.js';
import { shownNumber } from './shown-number.js';

/** What to know about a run's means: a line each. */
export function reportNotes(results: RunResults, method: MethodName): readonly string[] {
  const ofLsmi = [adjustmentNote, saturationNote, sensitivityNote];
  return [
    ...(method === 'evidence' ? ['Decomposed by the evidence rule, which needs no densities.'] : []),
    ...(method === 'lsmi' ? ofLsmi.map((note) => note(results)) : []).filter((line) => line !== null),
    ...pValuesNote(results),
    ...warningNotes(results, method),
  ];
}

/** About the densities or the adjustment: nothing the evidence rule uses. */
const ABOUT_LSMI: ReadonlySet<RunWarningCode> = new Set([
  'DENSITY_WORSE_THAN_GAUSSIAN',
  'FEW_ROWS_PER_DIMENSION',
  'COLUMNS_LEFT_OUT',
  'MIXED_KINDS',
  'SATURATED',
  'ADJUSTED_TO_MIN_INFORMATION',
]);

function warningNotes({ diagnostics: { warnings } }: RunResults, method: MethodName): readonly string[] {
  const shown = warnings.filter(({ code }) => method === 'lsmi' || !ABOUT_LSMI.has(code));
  const left = warnings.length - shown.length;
  return [
    ...shown.map(({ code, message }) => `Warning ${code}: ${message}`),
    ...(left === 0
      ? []
      : [
          `${left === 1 ? 'One warning is' : `${String(left)} warnings are`} about LSMI alone: see --method lsmi.`,
        ]),
  ];
}

function adjustmentNote({ adjustment: { offset, rule }, raw }: RunResults): string | null {
  if (!raw || shownNumber(Math.abs(offset)) === shownNumber(0)) return null;
  const { R, U1, U2, S } = raw;
  const [from, to] = offset > 0 ? ['U1 and U2', 'R and S'] : ['R and S', 'U1 and U2'];
  const minimum = rule === 'negative-uniqueness' ? ': adjusted R is then min(I1, I2)' : '';
  return (
    `Raw means: R ${shownNumber(R)}, U1 ${shownNumber(U1)}, U2 ${shownNumber(U2)}, S ${shownNumber(S)}. ` +
    `The paper’s adjustment moved ${shownNumber(Math.abs(offset))} from ${from} to ${to}${minimum}.`
  );
}

function saturationNote(results: RunResults): string | null {
  const { saturated, diagnostics } = results;
  const isWarnedOf = diagnostics.warnings.some(({ code }) => code === 'SATURATED');
  const range = rangeOfR(results);
  // A choice that moves nothing is not worth a line beside the one that says so.
  if (saturated === null || isWarnedOf || (range && range.low === range.high)) return null;
  return `For ${(100 * saturated).toFixed(0)}% of samples the densities alone chose which information is shared.`;
}

/** Of raw R with the densities on any scale, as shown; null where no sample is finite. */
function rangeOfR({ sensitivity }: RunResults): { readonly low: string; readonly high: string } | null {
  if (!sensitivity) return null;
  const { negative, positive } = sensitivity.limits;
  const all = [negative.R, positive.R, ...sensitivity.R];
  return { low: shownNumber(Math.min(...all)), high: shownNumber(Math.max(...all)) };
}

function sensitivityNote(results: RunResults): string | null {
  const { raw } = results;
  const range = rangeOfR(results);
  if (!range || !raw) return null;
  const { low, high } = range;
  if (low === high) return `Whatever the scale of the densities, raw R is ${low}.`;
  return `Raw R is ${shownNumber(raw.R)}; with the densities on another scale it could be anything from ${low} to ${high}.`;
}

/** The statistics tested are LSMI's raw ones, whatever the method of the table. */
function pValuesNote({ permutationTest }: RunResults): readonly string[] {
  if (!permutationTest) return [];
  const { permutations, pValues } = permutationTest;
  const values = TESTED_STATISTICS.map((name) => `${name} ${shownNumber(pValues[name])}`);
  return [`p-values, ${String(permutations)} label permutations (R, S raw LSMI): ${values.join(', ')}.`];
}
