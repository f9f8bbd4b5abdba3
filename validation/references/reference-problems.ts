import type { Matrix } from '../../src/domain/matrix.js';
import { Random } from '../../src/estimation/random.js';
import { bimodalColumns } from '../data/bimodal-columns.js';
import { densitySurprisals } from '../data/density-surprisals.js';
import type { GaussianClassesOptions } from '../data/gaussian-classes.js';
import { gaussianChain } from '../data/gaussian-chain.js';
import { fiveGaussians, separatedModes } from '../data/gaussian-mixture.js';
import type { KnownDensity } from '../data/known-density.type.js';
import { studentColumns, studentT } from '../data/student-t.js';

/** Every figure is a mean over these. */
export const REFERENCE_SEEDS = [1, 2, 3] as const;

/** Rows to fit, and rows never seen by a fit that the excess surprisal is measured on. */
export const DENSITY_ROWS = 8000;
export const HELD_ROWS = 4000;

/** The densities tabled beside scikit-learn's mixtures, by name. */
export const referenceDensities: readonly KnownDensity[] = [
  ...[8, 32, 128].flatMap((dimension) => [gaussianChain(dimension, 0), gaussianChain(dimension, 0.9)]),
  fiveGaussians(32, 1),
  separatedModes(8, 8, 1),
  bimodalColumns(8, 3),
  studentT(8, 3, 0.5),
  studentT(32, 5, 0.5),
  studentColumns(8, 3),
];

export interface DensityProblem {
  readonly training: Matrix;
  readonly held: Matrix;
  /** `[held]` exact, nats. */
  readonly heldSurprisal: Float64Array;
}

export function densityProblem(
  density: KnownDensity,
  seed: number,
  rows = DENSITY_ROWS,
  heldRows = HELD_ROWS,
): DensityProblem {
  const training = density.draw(rows, new Random(seed, `validation/${density.name}/training`));
  const held = density.draw(heldRows, new Random(seed, `validation/${density.name}/held`));
  return { training, held, heldSurprisal: densitySurprisals(density, held) };
}

/** The classification problems tabled beside scikit-learn's logistic regression. */
export const referenceClassProblems: readonly {
  readonly name: string;
  readonly options: Partial<GaussianClassesOptions>;
}[] = [
  { name: 'C=2', options: { classes: 2 } },
  { name: 'C=2, noise 1', options: { classes: 2, noise: 1 } },
  { name: 'C=10', options: { classes: 10 } },
  { name: 'C=10, noise 1', options: { classes: 10, noise: 1 } },
  { name: 'C=10, 118 irrelevant', options: { classes: 10, irrelevantFirst: 118, irrelevantSecond: 118 } },
];
