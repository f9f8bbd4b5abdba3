import type { RunFacts } from './run-facts.js';
import { counted, inNats, LEAST_DIFFERENCE, type RunWarning } from './run-warning.js';
import type { Subject } from '../steps.js';

const POOR_CALIBRATION = 0.1;
/** Nats: over the square root of the number of samples, a difference of mean information that noise may make. */
const NOISE = 0.2;

/** Warnings about the three classifiers of a run. */
export function classifierWarnings(facts: RunFacts): readonly RunWarning[] {
  return [
    ...eachClassifier(facts, uninformative),
    ...jointWorse(facts),
    ...eachClassifier(facts, underTrained),
    ...eachClassifier(facts, poorlyCalibrated),
    ...drawnIn(facts),
  ];
}

type Check = (facts: RunFacts, subject: Subject, classifier: string) => RunWarning | null;

function eachClassifier(facts: RunFacts, check: Check): readonly RunWarning[] {
  const { first, second } = facts.modalities;
  const names: Readonly<Record<Subject, string>> = {
    first: `The classifier of ${first.name}`,
    second: `The classifier of ${second.name}`,
    both: `The classifier of ${first.name} and ${second.name} together`,
  };
  return (['first', 'second', 'both'] as const)
    .map((subject) => check(facts, subject, names[subject]))
    .filter((warning) => warning !== null);
}

const uninformative: Check = ({ classifiers, classEntropy }, subject, classifier) => {
  const { logLoss, accuracy } = classifiers[subject];
  if (classEntropy - logLoss >= LEAST_DIFFERENCE) return null; // a log-loss of NaN is no better either
  return {
    code: 'CLASSIFIER_UNINFORMATIVE',
    message: `${classifier} is no better than guessing by the classes' shares: its log-loss is ${inNats(logLoss)}, that of guessing ${inNats(classEntropy)} (accuracy ${percent(accuracy)}).`,
  };
};

function jointWorse({ information, modalities, samples, nonFiniteCount }: RunFacts): readonly RunWarning[] {
  if (information === null) return [];
  const { I1, I2, I12 } = information;
  const margin = Math.max(LEAST_DIFFERENCE, NOISE / Math.sqrt(samples - nonFiniteCount));
  if (I12 > Math.max(I1, I2) - margin) return [];
  const { first, second } = modalities;
  const better = I1 >= I2 ? first.name : second.name;
  return [
    {
      code: 'JOINT_CLASSIFIER_WORSE',
      message: `The classifier of ${first.name} and ${second.name} together finds less information (I12 = ${inNats(I12)}) than that of ${better} alone (${inNats(Math.max(I1, I2))}), although it sees more: synergy is underestimated.`,
    },
  ];
}

const underTrained: Check = ({ classifiers }, subject, classifier) => {
  const { training } = classifiers[subject];
  if (training === null || training.stoppedAtLastEpoch === 0) return null;
  return {
    code: 'UNDER_TRAINED',
    message: `${classifier} was still improving in its last allowed epoch (${String(training.stoppedAtLastEpoch)} of ${counted(training.models, 'model')}): allow more epochs.`,
  };
};

const poorlyCalibrated: Check = ({ classifiers }, subject, classifier) => {
  const { error, errorByChance } = classifiers[subject].calibration;
  // Twice what chance gives is about as much as it ever gives; without this, most runs of 100 rows would warn.
  if (!(error > POOR_CALIBRATION && error > 2 * errorByChance)) return null;
  return {
    code: 'POORLY_CALIBRATED',
    message: `${classifier} is poorly calibrated: its confidence is off by ${percent(error)} on average (by chance alone: ${percent(errorByChance)}), and so are the probabilities that information is computed from.`,
  };
};

function drawnIn({ classifiers, modalities }: RunFacts): readonly RunWarning[] {
  return (['first', 'second'] as const)
    .filter((subject) => classifiers[subject].drawnIn > 0)
    .map((subject) => {
      const count = classifiers[subject].drawnIn;
      return {
        code: 'OUTLIERS_DRAWN_IN',
        message: `${modalities[subject].name} has ${counted(count, 'value')} far beyond the others of ${count === 1 ? 'its column: classifiers see it' : 'their columns: classifiers see them'} drawn in. Look whether ${count === 1 ? 'it is an error' : 'they are errors'} of the data.`,
      };
    });
}

function percent(share: number): string {
  return Number.isNaN(share) ? 'not a number' : `${(100 * share).toFixed(1)}%`;
}
