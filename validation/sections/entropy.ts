import { presets } from '../../src/estimation/presets.js';
import { gaussianChain } from '../data/gaussian-chain.js';
import type { KnownDensity } from '../data/known-density.type.js';
import { defineSection } from '../define-section.js';
import { densityExcess, type DensityExcess } from '../density/density-excess.js';
import { mapLimited } from '../map-limited.js';
import { DENSITY_ROWS, HELD_ROWS, referenceDensities } from '../references/reference-problems.js';
import { scikitReference } from '../references/scikit-reference.js';
import { atMost, boundText, verdict, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { seedsOf } from '../seeds.js';
import { mean, meanOf } from '../statistics.js';
import { blocks, digits, listed, table } from '../tables.js';
import { BOUNDS, PUBLISHED, REACHED } from './entropy-bounds.js';

interface Row {
  readonly name: string;
  readonly rows: number;
  /** One a seed. */
  readonly ours: readonly DensityExcess[];
}

interface Figures {
  readonly grid: readonly Row[];
  readonly compared: readonly Row[];
}

const CORRELATIONS = [0, 0.9];
const DIMENSIONS = [1, 2, 8, 32, 128, 512];
const SIZES = [500, 5_000, 50_000];
/** Fits with more numbers than this take half a minute: one seed only, … */
const DEAR = 200_000;
/** … and with more than this some minutes: none. */
const TOO_DEAR = 2_000_000;

/** Most densities in memory at once. */
const AT_ONCE = 3;

async function run(context: ValidationContext): Promise<Figures> {
  const tiny = context.size === 'tiny';
  const seeds = seedsOf(context);
  const rowOf = async (density: KnownDensity, rows: number, ofSeeds: readonly number[]): Promise<Row> => {
    const ours: DensityExcess[] = [];
    for (const seed of ofSeeds) ours.push(await densityExcess(context.densities, presets['accurate']!.density, density, rows, seed)); // prettier-ignore
    context.progress(`${density.name} N=${rows}: ${meanOf(ours, ({ excess }) => excess).toFixed(4)}`);
    return { name: density.name, rows, ours };
  };
  const grid = (tiny ? [1, 2] : DIMENSIONS).flatMap((dimension) =>
    CORRELATIONS.filter((correlation) => dimension > 1 || correlation === 0).flatMap((correlation) =>
      SIZES.filter((rows) => (tiny ? rows === 500 : dimension * rows <= TOO_DEAR)).map((rows) => ({
        density: gaussianChain(dimension, correlation),
        rows,
      })),
    ),
  );
  const compared = tiny ? [gaussianChain(8, 0)] : [...referenceDensities, gaussianChain(512, 0.9)];
  return {
    compared: await mapLimited(compared, AT_ONCE, (density) =>
      rowOf(density, tiny ? 500 : DENSITY_ROWS, seeds),
    ),
    grid: await mapLimited(grid, AT_ONCE, ({ density, rows }) =>
      rowOf(density, rows, density.dimension * rows > DEAR ? seeds.slice(0, 1) : seeds),
    ),
  };
}

const excessOf = ({ ours }: Row): number => meanOf(ours, ({ excess }) => excess);

function requirementOf(row: Row): Requirement | null {
  const bound = BOUNDS[row.name];
  return bound === undefined ? null : atMost(`excess of ${row.name}, N = ${row.rows}`, excessOf(row), bound);
}

function regressionOf(row: Row): Requirement | null {
  const bound = REACHED[row.name];
  const what = `excess of ${row.name}, N = ${row.rows}, against what has been reached`;
  return bound === undefined ? null : atMost(what, excessOf(row), bound);
}

function requirements({ compared }: Figures): readonly Requirement[] {
  return [...compared.map(requirementOf), ...compared.map(regressionOf)].filter((one) => one !== null);
}

function shown(requirement: Requirement | null): readonly [string, string] {
  return requirement ? [boundText(requirement), verdict(requirement)] : ['', ''];
}

function renderCompared({ compared }: Figures): string {
  const { densities } = scikitReference();
  const rows = compared.map((row) => {
    const reference = densities[row.name];
    const published = PUBLISHED[row.name];
    return [
      row.name,
      digits(excessOf(row), 3),
      ...shown(requirementOf(row)),
      ...shown(regressionOf(row)),
      reference ? digits(mean(reference.excess), 3) : '',
      published === undefined ? '' : digits(published, published < 5 ? 2 : published < 10 ? 1 : 0),
      digits(
        meanOf(row.ours, ({ excessOfOneGaussian }) => excessOfOneGaussian),
        3,
      ),
      listed(row.ours.map(({ form }) => form)),
    ];
  });
  const head = ['density', 'ours', 'required', '', 'reached before', '', 'scikit-learn', 'published', 'one Gaussian (ours)', 'mixture chosen']; // prettier-ignore
  return table(head, rows);
}

function renderGrid({ grid }: Figures): string {
  const names = [...new Set(grid.map(({ name }) => name))];
  const sizes = [...new Set(grid.map(({ rows }) => rows))].sort((a, b) => a - b);
  const rows = names.map((name) => [
    name,
    ...sizes.map((size) => {
      const row = grid.find((one) => one.name === name && one.rows === size);
      if (row === undefined) return 'not run';
      return `${digits(excessOf(row), 4)}${row.ours.length === 1 ? ' (1 seed)' : ''}`;
    }),
  ]);
  return table(['density', ...sizes.map((size) => `N = ${size}`)], rows);
}

function render(figures: Figures): string {
  return blocks(
    `Held-out mean surprisal less the exact one of the same ${HELD_ROWS} rows, nats: the entropy is overestimated by it. A
full covariance costs about (its parameters)/2N: 0.5 at d = 128, 8.2 at d = 512, N = 8000. *iso* are independent
standard normal columns, *AR(.9)* columns with correlations .9^|i−j|; the others have several modes, or tails heavier than any Gaussian's.
*Required* is what the estimator must reach, *reached before* about 1.5 times what it has reached: more is a step back.
N = ${DENSITY_ROWS}, scikit-learn's mixtures on the same rows (their number of Gaussians, up to twelve, chosen by a fifth of the training rows):`,
    renderCompared(figures),
    'The same of Gaussians by dimension and number of rows. What takes half a minute was run with one seed, what takes minutes was not run:',
    renderGrid(figures),
  );
}

export const entropy = defineSection<Figures>({ name: 'entropy', title: 'Densities and entropies', run, render, requirements }); // prettier-ignore
