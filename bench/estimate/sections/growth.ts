import { availableParallelism } from 'node:os';
import { defineSection } from '../../../validation/define-section.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import type { BenchContext } from '../bench-section.type.js';
import { informativePair, type PairSize } from '../data/informative-pair.js';
import { powerOf } from '../power-of.js';
import { estimatePair } from '../runs/estimate-pair.js';

interface Growth {
  readonly of: keyof PairSize;
  readonly measured: readonly { readonly size: PairSize; readonly seconds: number }[];
}

interface Figures {
  readonly preset: string;
  readonly threads: number;
  readonly growth: readonly Growth[];
}

const PRESET = 'fast';
const BASE: PairSize = { samples: 4_000, dimension: 64, classes: 10 };
const VALUES: Readonly<Record<keyof PairSize, readonly number[]>> = {
  samples: [2_000, 4_000, 8_000, 16_000, 32_000],
  dimension: [16, 32, 64, 128, 256, 512],
  classes: [2, 5, 10, 20, 50, 100],
};
const TINY_BASE: PairSize = { samples: 300, dimension: 4, classes: 3 };
const TINY_VALUES: typeof VALUES = { samples: [200, 300], dimension: [4, 8], classes: [2, 4] };
const NAMES: Readonly<Record<keyof PairSize, string>> = { samples: 'N', dimension: 'd', classes: 'C' };
/** Of each row of values: small sizes are mostly what a run takes in any case. */
const FITTED = 3;

async function run({ size, progress }: BenchContext): Promise<Figures> {
  const [base, values] = size === 'tiny' ? [TINY_BASE, TINY_VALUES] : [BASE, VALUES];
  const threads = availableParallelism();
  await estimatePair(informativePair(TINY_BASE, 1), PRESET, threads); // compiled code for all that follow
  const growth: Growth[] = [];
  for (const of of ['samples', 'dimension', 'classes'] as const) {
    const measured: Growth['measured'][number][] = [];
    for (const value of values[of]) {
      const pair = { ...base, [of]: value };
      const { seconds } = await estimatePair(informativePair(pair, 1), PRESET, threads);
      measured.push({ size: pair, seconds });
      progress(`${NAMES[of]} = ${value}: ${digits(seconds, 1)} s`);
    }
    growth.push({ of, measured });
  }
  return { preset: PRESET, threads, growth };
}

function render({ preset, threads, growth }: Figures): string {
  return blocks(
    `All steps of a run without a database, preset \`${preset}\`, ${threads} threads; one size at a time is changed. The exponent is that of
the power law through the largest ${FITTED} sizes: 1 where twice the size takes twice the time. How long models train before
they stop depends on the data, and changes it a little.`,
    ...growth.map(({ of, measured }) => {
      const last = measured.slice(-FITTED);
      const exponent = powerOf(last.map(({ size }) => size[of]), last.map(({ seconds }) => seconds)); // prettier-ignore
      const others = (Object.keys(NAMES) as (keyof PairSize)[])
        .filter((name) => name !== of)
        .map((name) => `${NAMES[name]} = ${measured[0]!.size[name].toLocaleString('en')}`);
      return blocks(
        `Time ∝ ${NAMES[of]}^${digits(exponent, 2)} (${others.join(', ')})`,
        table(
          [NAMES[of], ...measured.map(({ size }) => size[of].toLocaleString('en'))],
          [['seconds', ...measured.map(({ seconds }) => digits(seconds, 2))]],
        ),
      );
    }),
  );
}

export const growth = defineSection<Figures, BenchContext>({ name: 'growth', title: 'Growth with N, d and C', run, render }); // prettier-ignore
