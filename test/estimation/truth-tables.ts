import { findAdjustment, applyAdjustment, type MeanComponents } from '../../src/estimation/adjustment.js';
import { lsmi, type Primitives } from '../../src/estimation/decomposition.js';

/** One equally likely outcome of a logic task. */
export interface Outcome {
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

const bits = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

const ofBits = (label: (x1: number, x2: number) => number): readonly Outcome[] =>
  bits.map(([x1, x2]) => ({ x1, x2, y: label(x1, x2) }));

const ln2 = Math.LN2;
/** Entropy of a bit that is 1 a quarter of the time, nats. */
const quarter = 2 * ln2 - 0.75 * Math.log(3);
/** Pointwise values of OR by hand: see shared/ESTIMATOR.md, which rounds them to .3890, −.1733, .5199. */
const orRedundancy = quarter - ln2 / 4;

const or = { R: orRedundancy, U1: -ln2 / 4, U2: -ln2 / 4, S: 0.75 * ln2 };
const orAdjusted = { R: orRedundancy - ln2 / 4, U1: 0, U2: 0, S: ln2 / 2 };

/**
 * The tasks of shared/ESTIMATOR.md with their exact means, raw and after the adjustment, nats. XOR+NOT is
 * y = x1 xor x2 for half of the samples and y = not x2 for the others, its labels kept apart by task.
 */
export const logicTasks: Readonly<
  Record<
    string,
    { readonly outcomes: readonly Outcome[]; readonly raw: MeanComponents; readonly adjusted: MeanComponents }
  >
> = {
  XOR: {
    outcomes: ofBits((x1, x2) => x1 ^ x2),
    raw: { R: 0, U1: 0, U2: 0, S: ln2 },
    adjusted: { R: 0, U1: 0, U2: 0, S: ln2 },
  },
  OR: { outcomes: ofBits((x1, x2) => x1 | x2), raw: or, adjusted: orAdjusted },
  AND: { outcomes: ofBits((x1, x2) => x1 & x2), raw: or, adjusted: orAdjusted },
  'XOR+NOT': {
    outcomes: [...ofBits((x1, x2) => x1 ^ x2), ...ofBits((_, x2) => 2 + (1 - x2))],
    raw: { R: ln2 / 2, U1: -ln2 / 2, U2: 0, S: ln2 },
    adjusted: { R: 0, U1: 0, U2: ln2 / 2, S: ln2 / 2 },
  },
  COPY: {
    outcomes: ofBits((x1, x2) => 2 * x1 + x2),
    raw: { R: ln2, U1: 0, U2: 0, S: ln2 },
    adjusted: { R: ln2, U1: 0, U2: 0, S: ln2 },
  },
  UNQ1: {
    outcomes: ofBits((x1) => x1),
    raw: { R: ln2, U1: 0, U2: -ln2, S: ln2 },
    adjusted: { R: 0, U1: ln2, U2: 0, S: 0 },
  },
  RDN: {
    outcomes: [
      { x1: 0, x2: 0, y: 0 },
      { x1: 1, x2: 1, y: 1 },
    ],
    raw: { R: ln2, U1: 0, U2: 0, S: 0 },
    adjusted: { R: ln2, U1: 0, U2: 0, S: 0 },
  },
};

/** Exact primitives of every outcome, by counting. */
export function exactPrimitives(outcomes: readonly Outcome[]): readonly Primitives[] {
  const share = (matches: (other: Outcome) => boolean): number =>
    outcomes.filter(matches).length / outcomes.length;
  return outcomes.map(({ x1, x2, y }) => {
    const py = share((o) => o.y === y);
    const p1 = share((o) => o.x1 === x1);
    const p2 = share((o) => o.x2 === x2);
    const p12 = share((o) => o.x1 === x1 && o.x2 === x2);
    return {
      i1: Math.log(share((o) => o.x1 === x1 && o.y === y) / p1 / py),
      i2: Math.log(share((o) => o.x2 === x2 && o.y === y) / p2 / py),
      i12: Math.log(share((o) => o.x1 === x1 && o.x2 === x2 && o.y === y) / p12 / py),
      h1: -Math.log(p1),
      h2: -Math.log(p2),
    };
  });
}

/** Means of the LSMI components over equally likely primitives. */
export function exactMeans(primitives: readonly Primitives[]): MeanComponents {
  const total = { R: 0, U1: 0, U2: 0, S: 0 };
  for (const one of primitives) {
    const { r, u1, u2, s } = lsmi(one);
    total.R += r / primitives.length;
    total.U1 += u1 / primitives.length;
    total.U2 += u2 / primitives.length;
    total.S += s / primitives.length;
  }
  return total;
}

export function adjusted(means: MeanComponents): MeanComponents {
  return applyAdjustment(means, findAdjustment(means).offset);
}

/** Largest absolute difference of the four means, nats. */
export function worstMean(actual: MeanComponents, expected: MeanComponents): number {
  return Math.max(
    ...(['R', 'U1', 'U2', 'S'] as const).map((name) => Math.abs(actual[name] - expected[name])),
  );
}
