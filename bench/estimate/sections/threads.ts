import { availableParallelism } from 'node:os';
import { defineSection } from '../../../validation/define-section.js';
import { atLeast, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import type { BenchContext } from '../bench-section.type.js';
import { informativePair, type PairSize } from '../data/informative-pair.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';
import { estimatePair } from '../runs/estimate-pair.js';

interface Scaling {
  readonly preset: string;
  readonly rounds: number;
  readonly measured: readonly {
    readonly threads: number;
    readonly seconds: number;
    readonly records: string;
  }[];
}

interface Figures {
  readonly pair: PairSize;
  readonly scalings: readonly Scaling[];
}

const PAIR: PairSize = { samples: 10_000, dimension: 128, classes: 10 };
const TINY: PairSize = { samples: 300, dimension: 8, classes: 3 };
const LEAST_SPEEDUP = 1.7;
/** How often each number of threads gets its turn. */
const ROUNDS: readonly (readonly [preset: string, rounds: number])[] = [
  ['fast', 3],
  ['accurate', 2],
];

async function run({ size, progress }: BenchContext): Promise<Figures> {
  const pair = size === 'tiny' ? TINY : PAIR;
  const features = informativePair(pair, 1);
  const scalings: Scaling[] = [];
  for (const [preset, rounds] of size === 'tiny' ? ([['fast', 1]] as const) : ROUNDS) {
    scalings.push(await scaling(features, preset, rounds, progress));
  }
  return { pair, scalings };
}

async function scaling(
  features: RunFeatures,
  preset: string,
  rounds: number,
  progress: BenchContext['progress'],
): Promise<Scaling> {
  const counts = [1, 2, 4, 8, 16].filter((count) => count <= Math.max(2, availableParallelism()));
  const best = new Map<number, { seconds: number; records: string }>();
  for (let round = 0; round < rounds; round += 1) {
    for (const threads of counts) {
      const { seconds, records } = await estimatePair(features, preset, threads);
      const earlier = best.get(threads);
      if (earlier !== undefined && earlier.records !== records) throw new Error('a run was not repeatable');
      best.set(threads, { records, seconds: Math.min(seconds, earlier?.seconds ?? Infinity) });
      progress(`${preset}, ${threads} threads: ${digits(seconds, 1)} s`);
    }
  }
  return { preset, rounds, measured: [...best].map(([threads, one]) => ({ threads, ...one })) };
}

function requirements({ scalings }: Figures): readonly Requirement[] {
  return scalings.flatMap(({ preset, measured }) => {
    const [one, two] = [1, 2].map((count) => measured.find(({ threads }) => threads === count)!);
    const same = measured.every(({ records }) => records === one!.records);
    const speedup = one!.seconds / two!.seconds;
    return [
      atLeast(`times as fast on two threads as on one, ${preset}`, speedup, LEAST_SPEEDUP, 2),
      atLeast(
        `records the same bit for bit on any number of threads (1: yes), ${preset}`,
        same ? 1 : 0,
        1,
        0,
      ),
    ];
  });
}

function render({ pair: { samples, dimension, classes }, scalings }: Figures): string {
  return blocks(
    `All steps of a run without a database, on threads that are there already: N = ${samples.toLocaleString('en')}, d = 2 × ${dimension}, ${classes} classes;
the fastest of ${scalings.map(({ preset, rounds }) => `${rounds} runs each (\`${preset}\`)`).join(', ')}, in turns.`,
    table(
      ['preset', 'threads', 'seconds', 'times as fast as one', 'records, sha256'],
      scalings.flatMap(({ preset, measured }) =>
        measured.map(({ threads, seconds, records }) => [
          preset,
          String(threads),
          digits(seconds, 1),
          digits(measured.find((one) => one.threads === 1)!.seconds / seconds, 2),
          `${records.slice(0, 12)}…`,
        ]),
      ),
    ),
  );
}

export const threads = defineSection<Figures, BenchContext>({
  name: 'threads',
  title: 'Threads',
  run,
  render,
  requirements,
});
