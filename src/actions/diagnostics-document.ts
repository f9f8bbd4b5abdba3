import type { ClassifierQualityRecord, DensityQualityRecord, RunSummary } from '../store/run-summary.js';

/** A classifier out of fold. */
export interface ClassifierDocument extends ClassifierQualityRecord {
  /** The modality it saw, or both joined by `+`. */
  readonly modality: string;
}

/** A density on the samples it has not seen. */
export interface DensityDocument extends DensityQualityRecord {
  readonly modality: string;
}

/** What to know before believing a run's numbers; log-losses, surprisals and the identity error in its unit. */
export interface DiagnosticsDocument {
  readonly nonFiniteCount: number;
  /** Largest violation of the records' identities. */
  readonly identityError: number;
  readonly classifiers: Readonly<Record<'first' | 'second' | 'both', ClassifierDocument>>;
  readonly densities: Readonly<Record<'first' | 'second', DensityDocument>>;
  /** Each a sentence; it speaks of nats whatever the unit. */
  readonly warnings: RunSummary['warnings'];
}

/** @param scale 1 for nats, 1/log 2 for bits */
export function diagnosticsDocument(
  { nonFiniteCount, identityError, classifiers, densities, warnings }: RunSummary,
  [first, second]: readonly [string, string],
  scale: number,
): DiagnosticsDocument {
  const shown = (value: number | null): number | null => value && value * scale;
  const classifier = (modality: string, quality: ClassifierQualityRecord): ClassifierDocument => ({
    modality,
    ...quality,
    logLoss: shown(quality.logLoss),
  });
  const density = (modality: string, quality: DensityQualityRecord): DensityDocument => ({
    modality,
    ...quality,
    meanSurprisal: shown(quality.meanSurprisal),
    gaussianSurprisal: shown(quality.gaussianSurprisal),
  });
  return {
    nonFiniteCount,
    identityError: identityError * scale,
    classifiers: {
      first: classifier(first, classifiers.first),
      second: classifier(second, classifiers.second),
      both: classifier(`${first}+${second}`, classifiers.both),
    },
    densities: { first: density(first, densities.first), second: density(second, densities.second) },
    warnings,
  };
}
