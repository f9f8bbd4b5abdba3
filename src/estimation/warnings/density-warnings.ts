import type { DensityFacts, RunFacts } from './run-facts.js';
import { counted, inNats, type RunWarning } from './run-warning.js';

const LEAST_ROWS_PER_DIMENSION = 10;
/** Nats. Choosing a form on few rows set aside costs this much now and then, which moves nothing worth a warning. */
const LEAST_EXCESS = 0.05;
/** Of the Gaussian's surprisal: with values so wild that it is huge, less than this is rounding. */
const ROUNDING = 1e-6;

/** Warnings about the two densities of a run. */
export function densityWarnings({ modalities }: RunFacts): readonly RunWarning[] {
  const { first, second } = modalities;
  const checks = [worseThanGaussian, fewRows, columnsLeftOut, constantModality];
  const warnings = checks.flatMap((check) =>
    [first, second].map(({ name, density }) => check(name, density)).filter((warning) => warning !== null),
  );
  const isConstant = first.density.isConstant || second.density.isConstant;
  return isConstant || first.density.kind === second.density.kind
    ? warnings
    : [...warnings, mixedKinds(first.density.kind, first.name, second.name)];
}

function worseThanGaussian(name: string, density: DensityFacts): RunWarning | null {
  const { meanSurprisal, gaussianSurprisal } = density;
  if (gaussianSurprisal === null) return null;
  const excess = Math.max(LEAST_EXCESS, ROUNDING * Math.abs(gaussianSurprisal));
  if (meanSurprisal < gaussianSurprisal + excess) return null;
  return {
    code: 'DENSITY_WORSE_THAN_GAUSSIAN',
    message: `The density of ${name} fits rows it has not seen worse than a single Gaussian does: mean surprisal ${inNats(meanSurprisal)} against ${inNats(gaussianSurprisal)}.`,
  };
}

/**
 * Fewer than 10 rows a dimension, or so few that a full covariance costs more than 1 nat: its surprisal is too
 * high by about half its d(d+3)/2 parameters for each row.
 */
function fewRows(name: string, { kind, rows, dimension }: DensityFacts): RunWarning | null {
  if (kind === 'discrete' || dimension === 0) return null;
  const excess = (dimension * (dimension + 3)) / (4 * rows);
  if (rows >= LEAST_ROWS_PER_DIMENSION * dimension && excess <= 1) return null;
  return {
    code: 'FEW_ROWS_PER_DIMENSION',
    message: `The density of ${name} has ${counted(rows, 'row')} for ${counted(dimension, 'dimension')} (${(rows / dimension).toFixed(1)} rows a dimension); a full covariance of that many dimensions errs by about ${inNats(excess)}.`,
  };
}

function columnsLeftOut(name: string, { columnsLeftOut: left }: DensityFacts): RunWarning | null {
  const total = left.constant + left.duplicate + left.collinear;
  if (total === 0) return null;
  const parts = [
    `${String(left.constant)} constant`,
    `${String(left.duplicate)} duplicate`,
    `${String(left.collinear)} collinear with others`,
  ].filter((part) => !part.startsWith('0 '));
  return {
    code: 'COLUMNS_LEFT_OUT',
    message: `The density of ${name} leaves out ${counted(total, 'column')} that would add nothing (${parts.join(', ')}).`,
  };
}

function constantModality(name: string, { isConstant }: DensityFacts): RunWarning | null {
  if (!isConstant) return null;
  return {
    code: 'CONSTANT_MODALITY',
    message: `${name} has the same value in every sample: its features know nothing about any label.`,
  };
}

function mixedKinds(firstKind: DensityFacts['kind'], firstName: string, secondName: string): RunWarning {
  const [discrete, continuous] = firstKind === 'discrete' ? [firstName, secondName] : [secondName, firstName];
  return {
    code: 'MIXED_KINDS',
    message: `${discrete} is discrete and ${continuous} is continuous: surprisals of a probability and of a density have no common scale, so LSMI's redundancy rests on an arbitrary offset between them; use the evidence decomposition.`,
  };
}
