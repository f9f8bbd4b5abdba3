import { fillRows } from './fill-rows.js';
import type { KnownDensity } from './known-density.type.js';

/**
 * Independent columns, each half N(−m, 1) and half N(+m, 1): 2^d modes, more than any mixture has components.
 *
 * @param separation m, in standard deviations of a mode
 */
export function bimodalColumns(dimension: number, separation: number): KnownDensity {
  return {
    name: `bimodal(${separation}) d=${dimension}`,
    dimension,
    draw: (rows, random) =>
      fillRows(rows, dimension, (row) => {
        for (let j = 0; j < dimension; j += 1) {
          row[j] = (random.uniform() < 0.5 ? -separation : separation) + random.normal();
        }
      }),
    surprisal: (row) => row.reduce((sum, value) => sum + columnSurprisal(value, separation), 0),
    entropy: dimension * columnEntropy(separation),
  };
}

/** −log of ½N(x; −m, 1) + ½N(x; m, 1), by the nearer mode and the other's share beside it, nats. */
function columnSurprisal(x: number, m: number): number {
  const near = (Math.abs(x) - m) ** 2 / 2 + Math.log(2 * Math.PI) / 2 + Math.LN2;
  return near - Math.log1p(Math.exp(-2 * m * Math.abs(x)));
}

/** By the trapezium rule, which converges faster than any power for a smooth density that vanishes at the ends. */
function columnEntropy(m: number): number {
  const step = 1 / 64;
  const end = Math.ceil((m + 10) / step);
  let sum = 0;
  for (let k = -end; k <= end; k += 1) {
    const surprisal = columnSurprisal(k * step, m);
    sum += surprisal * Math.exp(-surprisal);
  }
  return sum * step;
}
