import { availableParallelism } from 'node:os';
import { defineSection } from '../../../validation/define-section.js';
import { atLeast, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import type { BenchContext } from '../bench-section.type.js';
import { informativePair, type PairSize } from '../data/informative-pair.js';
import { estimatePair } from '../runs/estimate-pair.js';

interface Figures {
  readonly pair: PairSize;
  readonly preset: string;
  readonly measured: readonly {
    readonly threads: number;
    readonly seconds: number;
    readonly records: string;
  }[];
}

const PAIR: PairSize = { samples: 10_000, dimension: 128, classes: 10 };
const TINY: PairSize = { samples: 300, dimension: 8, classes: 3 };
const PRESET = 'fast';
const LEAST_SPEEDUP = 1.7;
const ROUNDS = 3;

async function run({ size, progress }: BenchContext): Promise<Figures> {
  const pair = size === 'tiny' ? TINY : PAIR;
  const features = informativePair(pair, 1);
  const counts = [1, 2, 4, 8, 16].filter((count) => count <= Math.max(2, availableParallelism()));
  const best = new Map<number, { seconds: number; records: string }>();
  for (let round = 0; round < (size === 'tiny' ? 1 : ROUNDS); round += 1) {
    for (const threads of counts) {
      const { seconds, records } = await estimatePair(features, PRESET, threads);
      const earlier = best.get(threads);
      if (earlier !== undefined && earlier.records !== records) throw new Error('a run was not repeatable');
      best.set(threads, { records, seconds: Math.min(seconds, earlier?.seconds ?? Infinity) });
      progress(`${threads} threads: ${digits(seconds, 1)} s`);
    }
  }
  return { pair, preset: PRESET, measured: [...best].map(([threads, one]) => ({ threads, ...one })) };
}

function requirements({ measured }: Figures): readonly Requirement[] {
  const [one, two] = [1, 2].map((count) => measured.find(({ threads }) => threads === count)!);
  const same = measured.every(({ records }) => records === one!.records);
  return [
    atLeast('times as fast on two threads as on one', one!.seconds / two!.seconds, LEAST_SPEEDUP, 2),
    atLeast('records the same bit for bit on any number of threads (1: yes)', same ? 1 : 0, 1, 0),
  ];
}

function render({ pair, preset, measured }: Figures): string {
  const one = measured.find(({ threads }) => threads === 1)!;
  const { samples, dimension, classes } = pair;
  return blocks(
    `All steps of a run without a database: preset \`${preset}\`, N = ${samples.toLocaleString('en')}, d = 2 × ${dimension}, ${classes} classes; the
fastest of ${ROUNDS} runs each, in turns.`,
    table(
      ['threads', 'seconds', 'times as fast as one', 'records, sha256'],
      measured.map(({ threads, seconds, records }) => [
        String(threads),
        digits(seconds, 1),
        digits(one.seconds / seconds, 2),
        `${records.slice(0, 12)}…`,
      ]),
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
