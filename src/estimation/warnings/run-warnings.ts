import { quoteText } from '../../ingest/quote-text.js';
import { classifierWarnings } from './classifier-warnings.js';
import { densityWarnings } from './density-warnings.js';
import type { RunFacts } from './run-facts.js';
import { counted, inNats, LEAST_DIFFERENCE, type RunWarning } from './run-warning.js';

const SATURATION = 0.95;
const SMALL_CLASS_ROWS = 10;
const CLASSES_NAMED = 5;
const LABEL_LENGTH = 32;
/** Of the largest information, or of 1 nat: far above rounding (about 1e-15), far below anything that matters. */
const IDENTITY_TOLERANCE = 1e-9;

/** What a researcher should know before trusting a run's numbers; empty when nothing stands out. */
export function runWarnings(facts: RunFacts): readonly RunWarning[] {
  const ofRun = [saturated, smallClasses, adjustedToMinimum, nonFinite, identityViolated];
  return [
    ...classifierWarnings(facts),
    ...densityWarnings(facts),
    ...ofRun.map((check) => check(facts)).filter((warning) => warning !== null),
  ];
}

function saturated({ saturatedShare, informationGap }: RunFacts): RunWarning | null {
  // Two modalities that know the same, sample by sample, leave the densities nothing to choose between.
  if (!(saturatedShare > SATURATION) || informationGap < LEAST_DIFFERENCE) return null;
  return {
    code: 'SATURATED',
    message: `${(100 * saturatedShare).toFixed(1)}% of the samples are saturated (more than ${String(100 * SATURATION)}%): their LSMI redundancy is all of one modality's information, chosen by the densities alone.`,
  };
}

function smallClasses({ classes }: RunFacts): RunWarning | null {
  const small = classes.filter(({ count }) => count < SMALL_CLASS_ROWS);
  if (small.length === 0) return null;
  const named = small
    .slice(0, CLASSES_NAMED)
    .map(({ label, count }) => `${quoteText(label, LABEL_LENGTH)} (${String(count)})`);
  const more = small.length - named.length;
  const list = more === 0 ? named.join(', ') : `${named.join(', ')} and ${String(more)} more`;
  return {
    code: 'SMALL_CLASS',
    message: `${counted(small.length, 'class has', 'classes have')} fewer than ${String(SMALL_CLASS_ROWS)} rows, too few to be learned well: ${list}.`,
  };
}

function adjustedToMinimum({ adjustment, information, modalities }: RunFacts): RunWarning | null {
  if (adjustment.rule !== 'negative-uniqueness' || information === null) return null;
  if (Math.abs(adjustment.offset) < LEAST_DIFFERENCE) return null;
  const { I1, I2 } = information;
  return {
    code: 'ADJUSTED_TO_MIN_INFORMATION',
    message: `The adjustment of ${inNats(adjustment.offset)} sets the mean redundancy to the smaller of the two modalities' information (${modalities.first.name} ${inNats(I1)}, ${modalities.second.name} ${inNats(I2)}), whatever the densities say.`,
  };
}

function nonFinite({ nonFiniteCount, samples }: RunFacts): RunWarning | null {
  if (nonFiniteCount === 0) return null;
  return {
    code: 'NON_FINITE',
    message: `${String(nonFiniteCount)} of ${counted(samples, 'sample')} ${nonFiniteCount === 1 ? 'has a value that is' : 'have values that are'} not finite; ${nonFiniteCount === 1 ? 'it is' : 'they are'} left out of every mean.`,
  };
}

function identityViolated({ identityError, largestInformation }: RunFacts): RunWarning | null {
  if (identityError <= IDENTITY_TOLERANCE * Math.max(1, largestInformation)) return null;
  const error = Number.isFinite(identityError)
    ? `${identityError.toExponential(1)} nats`
    : inNats(identityError);
  return {
    code: 'IDENTITY_VIOLATED',
    message: `The components of a sample do not add up to its information (largest error: ${error}); the records are damaged.`,
  };
}
