import type { Peak } from '../peak.js';
import type { ClassifiersProblem } from './classifiers-problem.js';
import type { KnifeProblem } from './knife-problem.js';

/** The least that a step takes, whatever the program: what must be computed, and what must go through memory. */
export interface Work {
  /** Single-precision operations; a multiplication and an addition are two. */
  readonly operations: number;
  /** Bytes read and written by the optimiser: parameters, gradients and two moments. */
  readonly bytes: number;
}

/** Milliseconds of work at the machine's peak, arithmetic and memory one after the other. */
export function floorOf({ operations, bytes }: Work, { wasmFlops, bytesPerSecond }: Peak): number {
  return 1000 * (operations / wasmFlops + bytes / bytesPerSecond);
}

/** Adam reads four numbers for each parameter and writes three of them back, four bytes each. */
const OPTIMIZER_BYTES = 7 * 4;

/**
 * V = X Aᵀ and the gradient Vᵀ X of A, both of d(d+1)/2 elements of each triangle: what is above the diagonals need
 * not be computed.
 */
export function knifeWork({ task, initial }: KnifeProblem): Work {
  const { components, dimension } = initial;
  const elements = components * (dimension * (dimension + 1)) / 2; // prettier-ignore
  const parameters = elements + components * (dimension + 1);
  return { operations: 2 * 2 * task.batchSize * elements, bytes: OPTIMIZER_BYTES * parameters };
}

/** Each layer's product and the gradient of its weights; the gradient of its input for all but the first. */
export function classifiersWork({ tasks, initial }: ClassifiersProblem): Work {
  let operations = 0;
  let parameters = 0;
  tasks.forEach(({ features, classes, batchSize }, at) => {
    const { hidden, layers } = initial[at]!;
    const first = features.columns * hidden;
    const others = hidden * hidden + hidden * classes;
    operations += 2 * batchSize * (2 * first + 3 * others);
    parameters += layers.reduce((sum, { length }) => sum + length, 0);
  });
  return { operations, bytes: OPTIMIZER_BYTES * parameters };
}

/** An EM step over N rows of d columns and K components: distances and weighted outer products, half of each. */
export function mixtureWork(rows: number, dimension: number, components: number): Work {
  return { operations: 2 * 2 * rows * components * (dimension * (dimension + 1)) / 2, bytes: 4 * rows * dimension }; // prettier-ignore
}
