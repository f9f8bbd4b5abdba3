import type { Components } from '../decomposition.js';

/** Components of every sample as they are shown, each `[N]`, nats; NaN where one is missing. */
export type ShownComponents = Readonly<Record<keyof Components, Float64Array>>;

/** How much of the synergy a run found a model captures, means over some samples, nats; NaN where there are none. */
export interface CapturedSynergy {
  /** Samples that have all components. */
  readonly count: number;
  /** Of the model: m = log p_model(y|x) − log p(y). */
  readonly information: number;
  /** Of the run: i12. */
  readonly runInformation: number;
  /** m − r − u1 − u2: the synergy there is with the model's information in place of i12. */
  readonly captured: number;
  /** Of the run: s. */
  readonly synergy: number;
  /** captured / synergy; null where the run's mean synergy is not above twice its standard error. */
  readonly share: number | null;
}

/** A mean synergy nearer to zero than so many standard errors (standard deviation / √n) is no measure. */
const CLEAR = 2;

/**
 * A model set against a run, over all samples and over each class. By either rule s is what i12 leaves of r, u1 and u2,
 * so it is the same rule that gives the model's own synergy; the adjustment moves both synergies alike.
 *
 * @param logProbability `[N]` log p_model(y|x) of each sample's class, nats
 * @param logPrior       `[C]` log p(y) that the run's information is counted from, nats
 * @param classIndex     `[N]`
 */
export function capturedSynergy(
  logProbability: Float64Array,
  logPrior: Float64Array,
  { r, u1, u2, s }: ShownComponents,
  classIndex: Int32Array,
): { readonly all: CapturedSynergy; readonly classes: readonly CapturedSynergy[] } {
  const all = makeTally();
  const classes = Array.from(logPrior, makeTally);
  classIndex.forEach((label, sample) => {
    const known = r[sample]! + u1[sample]! + u2[sample]!;
    const synergy = s[sample]!;
    if (!Number.isFinite(known + synergy)) return;
    const information = logProbability[sample]! - logPrior[label]!;
    all.add(information, known, synergy);
    classes[label]!.add(information, known, synergy);
  });
  return { all: all.result(), classes: classes.map((tally) => tally.result()) };
}

function makeTally() {
  let count = 0;
  let informations = 0;
  let knowns = 0;
  let mean = 0;
  /** Sum of squared deviations from the mean synergy (Welford 1962). */
  let squares = 0;
  return {
    add(information: number, known: number, synergy: number): void {
      count += 1;
      informations += information;
      knowns += known;
      const deviation = synergy - mean;
      mean += deviation / count;
      squares += deviation * (synergy - mean);
    },
    result(): CapturedSynergy {
      const captured = (informations - knowns) / count;
      const synergy = count === 0 ? NaN : mean;
      const standardError = Math.sqrt(squares / (count - 1) / count);
      const isClear = count > 1 && synergy > CLEAR * standardError;
      return {
        count,
        information: informations / count,
        runInformation: knowns / count + synergy,
        captured,
        synergy,
        share: isClear ? captured / synergy : null,
      };
    },
  };
}
