import type { MeanComponents } from '../../src/estimation/adjustment.js';
import { lsmi, type Primitives } from '../../src/estimation/decomposition.js';
import type { Outcome } from './logic-tasks.js';

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
