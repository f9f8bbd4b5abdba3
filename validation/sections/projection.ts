import type { DensityConfig } from '../../src/estimation/config.js';
import { presets } from '../../src/estimation/presets.js';
import { factorColumns } from '../data/factor-columns.js';
import { gaussianChain } from '../data/gaussian-chain.js';
import type { KnownDensity } from '../data/known-density.type.js';
import { defineSection } from '../define-section.js';
import { densityExcess, type DensityExcess } from '../density/density-excess.js';
import { mapLimited } from '../map-limited.js';
import { atMost, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { seedsOf } from '../seeds.js';
import { meanOf } from '../statistics.js';
import { blocks, digits, listed, table } from '../tables.js';

interface Figures {
  readonly cases: readonly {
    readonly name: string;
    readonly rows: number;
    readonly whole: readonly DensityExcess[];
    readonly chosen: readonly DensityExcess[];
  }[];
}

interface Case {
  readonly density: KnownDensity;
  readonly rows: number;
}

/** Sizes as of image and text features, of which there are often no more than some hundred rows. */
const CASES: readonly Case[] = [
  { density: gaussianChain(300, 0), rows: 600 },
  { density: gaussianChain(300, 0.9), rows: 600 },
  { density: factorColumns(300, 10, 1), rows: 600 },
  { density: gaussianChain(512, 0.9), rows: 600 },
  { density: factorColumns(512, 16, 1), rows: 600 },
  { density: factorColumns(512, 16, 1), rows: 2_000 },
  { density: factorColumns(1024, 32, 1), rows: 600 },
];
const AT_ONCE = 2;

async function run(context: ValidationContext): Promise<Figures> {
  const accurate = presets['accurate']!.density;
  const withoutProjection: DensityConfig = { ...accurate, projections: [] };
  const chosen = context.size === 'tiny' ? [{ density: factorColumns(40, 4, 1), rows: 100 }] : CASES;
  const cases = await mapLimited(chosen, AT_ONCE, async ({ density, rows }) => {
    const excess = (config: DensityConfig): Promise<DensityExcess[]> =>
      mapLimited(seedsOf(context), 1, (seed) =>
        densityExcess(context.densities, config, density, rows, seed),
      );
    const measured = {
      name: density.name,
      rows,
      whole: await excess(withoutProjection),
      chosen: await excess(accurate),
    };
    context.progress(`${density.name} N=${rows}`);
    return measured;
  });
  return { cases };
}

const meanExcess = (ours: readonly DensityExcess[]): number => meanOf(ours, ({ excess }) => excess);

function requirements({ cases }: Figures): readonly Requirement[] {
  return [
    atMost(
      'most that a chosen form costs more than all columns, nats',
      Math.max(...cases.map(({ whole, chosen }) => meanExcess(chosen) - meanExcess(whole))),
      0.01,
    ),
  ];
}

function render({ cases }: Figures): string {
  const rows = cases.map(({ name, rows: count, whole, chosen }) => [
    `${name}, N = ${count}`,
    digits(meanExcess(whole), 2),
    digits(meanExcess(chosen), 2),
    listed(chosen.map(({ principalComponents }) => String(principalComponents ?? 'all columns'))),
    listed(chosen.map(({ form }) => form)),
  ]);
  return blocks(
    `Wide features, few rows: held-out excess surprisal (see above, nats) of mixtures of all columns, with their shrinkage
chosen, and of the form a run chooses on rows set aside, which may be a mixture of principal components with one
small variance in every direction left over. *factors* are columns of unit noise around as many factors as named, shared by
equal groups of columns.`,
    table(['density', 'all columns', 'as chosen', 'principal components', 'mixture chosen'], rows),
  );
}

export const projection = defineSection<Figures>({ name: 'projection', title: 'Projection of wide features', run, render, requirements }); // prettier-ignore
