import type { Subject } from '../../src/estimation/steps.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { topShare } from '../data/top-share.js';
import { defineSection } from '../define-section.js';
import { meanRmse } from '../sample-errors.js';
import { atLeast, atMost, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { mean, meanOf } from '../statistics.js';
import { blocks, digits, percent, table } from '../tables.js';
import {
  COMPONENTS,
  measureAtAccuracy,
  type HeldAccuracy,
  type MeasuredAtAccuracy,
} from './held-accuracy.js';

interface Figures {
  readonly samples: number;
  readonly cases: readonly {
    readonly name: string;
    /** Of the exact posteriors of x1, x2 and both, one a seed. */
    readonly exact: readonly Readonly<Record<Subject, number>>[];
    readonly levels: readonly {
      /** What all three classifiers are held at; null for the exact posteriors. */
      readonly accuracy: number | null;
      readonly calibrated: boolean;
      readonly ours: readonly MeasuredAtAccuracy[];
    }[];
  }[];
}

const CASES = [
  { name: 'C = 2, noise .3', classes: 2, noise: 0.3 },
  { name: 'C = 10, noise .25', classes: 10, noise: 0.25 },
];
const LEVELS: readonly HeldAccuracy[] = [
  { accuracy: null, calibrated: true },
  ...[0.95, 0.9, 0.8, 0.7].map((accuracy) => ({ accuracy, calibrated: true })),
  { accuracy: 0.9, calibrated: false },
];

/** A level serves when the means of the components are off by no more than this share of log C on average: .05 nats of two classes. */
const SERVES = 0.05 / Math.LN2;

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const samples = tiny ? 200 : 2000;
  const cases: Figures['cases'][number][] = [];
  for (const { name, ...options } of tiny ? CASES.slice(0, 1) : CASES) {
    const datasets = new Map(
      seedsOf(context).map((seed) => [seed, gaussianClasses({ ...options, samples }, seed)]),
    );
    const levels: Figures['cases'][number]['levels'][number][] = [];
    for (const level of LEVELS) {
      const ours = await overSeeds([...datasets.keys()], (seed) =>
        measureAtAccuracy(context, datasets.get(seed)!, level, seed),
      );
      levels.push({ ...level, ours });
      context.progress(`${name}, ${String(level.accuracy)}`);
    }
    const exact = [...datasets.values()].map(({ logPosteriors, classIndex, classes }) => {
      const share = (subject: Subject): number => topShare(logPosteriors[subject], classIndex, classes);
      return { first: share('first'), second: share('second'), both: share('both') };
    });
    cases.push({ name, exact, levels });
  }
  return { samples, cases };
}

type Level = Figures['cases'][number]['levels'][number];

function averageBias({ ours }: Level): number {
  return mean(COMPONENTS.map((name) => Math.abs(meanOf(ours, ({ bias }) => bias[name]))));
}

const errorOfR = ({ ours }: Level): number => meanRmse(ours.map(({ errors }) => errors), 'r'); // prettier-ignore

function requirements({ cases }: Figures): readonly Requirement[] {
  return cases.flatMap(({ name, levels }) => {
    const calibrated = levels.filter((level) => level.calibrated); // from the exact posteriors down
    const errors = calibrated.map(errorOfR);
    const rises = errors.slice(1).map((error, at) => error - errors[at]!);
    const ofOverconfident = levels
      .filter((level) => !level.calibrated)
      .map((level) => errorOfR(level) - errorOfR(calibrated.find(({ accuracy }) => accuracy === level.accuracy)!)); // prettier-ignore
    return [
      atMost(`${name}: error of r with exact posteriors`, errors[0]!, 0.1),
      atLeast(`${name}: least rise of the error of r from one accuracy to the next lower`, Math.min(...rises), 0.05), // prettier-ignore
      atLeast(`${name}: rise of the error of r by overconfidence`, Math.min(...ofOverconfident), 0.05),
    ];
  });
}

function nameOf({ accuracy, calibrated }: Level): string {
  if (accuracy === null) return 'exact posteriors';
  return `${percent(accuracy)}${calibrated ? '' : ', overconfident'}`;
}

function render({ samples, cases }: Figures): string {
  const sections = cases.map(({ name, exact, levels }) => {
    const classes = name.startsWith('C = 2') ? 2 : 10;
    const bound = SERVES * Math.log(classes);
    const rows = levels.map((level) => [
      nameOf(level),
      ...COMPONENTS.map((part) => digits(meanRmse(level.ours.map(({ errors }) => errors), part), 3)), // prettier-ignore
      ...COMPONENTS.map((part) =>
        digits(
          meanOf(level.ours, ({ bias }) => bias[part]),
          3,
        ),
      ),
      digits(
        meanOf(level.ours, ({ lost }) => lost),
        3,
      ),
      averageBias(level) <= bound ? 'serves' : '–',
    ]);
    const serving = levels.filter(
      (level) => level.accuracy !== null && level.calibrated && averageBias(level) <= bound,
    );
    const lowest = Math.min(...serving.map(({ accuracy }) => accuracy!));
    return blocks(
      `**${name}** (accuracy of the exact posteriors: x1 ${percent(
        meanOf(exact, ({ first }) => first),
        1,
      )}, both ` +
        `${percent(
          meanOf(exact, ({ both }) => both),
          1,
        )}; bound ${digits(bound, 3)} nats). Lowest accuracy that still serves: ` +
        `${serving.length === 0 ? 'none of these' : percent(lowest)}.`,
      table(
        [
          'accuracy',
          ...COMPONENTS.map((part) => `error of ${part}`),
          'mean r − truth',
          'u1',
          'u2',
          's',
          'I12 lost',
          '',
        ],
        rows,
      ),
    );
  });
  return blocks(
    `All three classifiers held at one accuracy: the exact log-posteriors plus as much Gaussian noise in the logits as brings
the accuracy down to it, recalibrated by one temperature (*overconfident*: not), handed to a run as the user's own;
densities are learned. N = ${samples}. A less accurate classifier loses information of its own, which no estimator can
give back: *I12 lost*. A level *serves* when the four means are off by no more
than ${percent(SERVES)} of log C on average (.05 nats of two classes).`,
    ...sections,
  );
}

export const accuracy = defineSection<Figures>({ name: 'accuracy', title: 'What the classifiers’ accuracy costs', run, render, requirements }); // prettier-ignore
