import type { Adjustment } from '../adjustment.js';
import type { Calibration } from '../classifiers/calibration-error.js';
import type { Subject } from '../steps.js';

/** What the warnings of a run are derived from: plain numbers, whatever models they come from. */
export interface RunFacts {
  readonly samples: number;
  /** Samples with a value that is not finite; they have no part in any mean. */
  readonly nonFiniteCount: number;
  /** Share of the finite samples that are saturated. */
  readonly saturatedShare: number;
  /** Mean |i1 − i2| of the finite samples, nats. */
  readonly informationGap: number;
  readonly classes: readonly { readonly label: string; readonly count: number }[];
  /** Entropy of the classes' shares, nats: the log-loss of guessing by them. */
  readonly classEntropy: number;
  readonly classifiers: Readonly<Record<Subject, ClassifierFacts>>;
  readonly modalities: { readonly first: ModalityFacts; readonly second: ModalityFacts };
  /** Mean information, nats; null when no sample is finite. */
  readonly information: { readonly I1: number; readonly I2: number; readonly I12: number } | null;
  readonly adjustment: Adjustment;
  /** Largest |r+u1−i1|, |r+u2−i2| or |r+u1+u2+s−i12| of the finite samples, nats. */
  readonly identityError: number;
  /** Largest |i1|, |i2| or |i12| of the finite samples, nats. */
  readonly largestInformation: number;
}

/** Of the calibrated out-of-fold scores of one classifier, over all folds. */
export interface ClassifierFacts {
  /** NaN where nothing tells. */
  readonly accuracy: number;
  /** Mean −log p(y|x), nats. */
  readonly logLoss: number;
  /** NaN for frequencies: they have no calibration error. */
  readonly calibration: Calibration;
  /** Feature values so far out that the classifier saw them drawn in. */
  readonly drawnIn: number;
  /**
   * Of how many models trained in epochs, and how many had their best epoch in the last one allowed; null for
   * classifiers that are not trained in epochs.
   */
  readonly training: { readonly models: number; readonly stoppedAtLastEpoch: number } | null;
}

export interface ModalityFacts {
  /** As the user named it. */
  readonly name: string;
  readonly density: DensityFacts;
}

export interface DensityFacts {
  readonly kind: 'discrete' | 'continuous';
  /** Whether every sample has the same value. */
  readonly isConstant: boolean;
  /** Mean held-out surprisal, nats. */
  readonly meanSurprisal: number;
  /** The same of a single Gaussian, in the same units; null where none is fitted (discrete modalities). */
  readonly gaussianSurprisal: number | null;
  /** Rows a density is fitted to (one fold's training rows). */
  readonly rows: number;
  /** Dimensions it is fitted in. */
  readonly dimension: number;
  readonly columnsLeftOut: {
    readonly constant: number;
    readonly duplicate: number;
    readonly collinear: number;
  };
}
