import type { MeanComponents } from '../../src/estimation/adjustment.js';

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
/** Pointwise values of OR by hand, about .3890, −.1733, .5199. */
const orRedundancy = quarter - ln2 / 4;

const or = { R: orRedundancy, U1: -ln2 / 4, U2: -ln2 / 4, S: 0.75 * ln2 };
const orAdjusted = { R: orRedundancy - ln2 / 4, U1: 0, U2: 0, S: ln2 / 2 };

/**
 * Logic tasks on fair bits with their exact means, raw and after the adjustment, nats. XOR+NOT is
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
