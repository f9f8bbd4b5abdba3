import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineSection } from '../../../validation/define-section.js';
import { atMost, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import type { BenchContext } from '../bench-section.type.js';
import { informativePair, type PairSize } from '../data/informative-pair.js';
import { PAIR_OPTIONS, writePair } from '../data/write-pair.js';
import type { PeakMemory } from '../runs/process-memory.js';
import { runInterlens } from '../runs/run-interlens.js';

interface Measured {
  readonly data: string;
  readonly preset: string;
  readonly engine: string;
  /** From the start of the work to its end, as the run records it. */
  readonly seconds: number;
  /** Of the whole command: the process, the database server, the import, the run. */
  readonly commandSeconds: number;
  readonly memory: PeakMemory;
}

interface Figures {
  readonly runs: readonly Measured[];
}

/** A dataset, how to make it, and what is asked of its runs. */
interface Case {
  readonly name: string;
  /** File or folder and the options that say what is in it; null where the data is not there. */
  readonly source: (context: BenchContext) => readonly string[] | null;
  readonly presets: readonly string[];
}

const DIGITS = 'handwritten digits, pix 240 and fou 76, N = 2,000';
const MIDDLE: PairSize = { samples: 10_000, dimension: 128, classes: 10 };
const WIDE: PairSize = { samples: 100_000, dimension: 512, classes: 10 };
const LARGE: PairSize = { samples: 200_000, dimension: 768, classes: 10 };
const TINY: PairSize = { samples: 500, dimension: 8, classes: 3 };

/** Most seconds of a run. */
const SECONDS: readonly (readonly [data: string, preset: string, seconds: number])[] = [
  [DIGITS, 'accurate', 12],
  [DIGITS, 'fast', 2],
  [nameOf(MIDDLE), 'fast', 5],
  [nameOf(MIDDLE), 'accurate', 40],
  [nameOf(WIDE), 'fast', 360],
];
const MOST_GIGABYTES = 3;

function cases({ size, large }: BenchContext): readonly Case[] {
  if (size === 'tiny') return [synthetic(TINY, ['fast'])];
  return [
    { name: DIGITS, source: digitsOf, presets: ['fast', 'accurate'] },
    synthetic(MIDDLE, ['fast', 'accurate']),
    synthetic(WIDE, ['fast']),
    ...(large ? [synthetic(LARGE, ['fast'])] : []),
  ];
}

function synthetic(pair: PairSize, presets: readonly string[]): Case {
  return {
    name: nameOf(pair),
    source: ({ folder }) => [writePair(join(folder, 'data'), informativePair(pair, 1)), ...PAIR_OPTIONS],
    presets,
  };
}

function nameOf({ samples, dimension, classes }: PairSize): string {
  return `synthetic, d = 2 × ${dimension}, ${classes} classes, N = ${samples.toLocaleString('en')}`;
}

function digitsOf({ data, progress }: BenchContext): readonly string[] | null {
  const file = data === null ? null : join(data, 'handwritten-digits.npz');
  if (file !== null && existsSync(file)) {
    return [file, '--modality', 'pix=pix', '--modality', 'fou=fou', '--label', 'label'];
  }
  progress('handwritten-digits.npz is not in the folder of --data and is left out');
  return null;
}

async function run(context: BenchContext): Promise<Figures> {
  const home = join(context.folder, 'home');
  await runInterlens(['runs'], home); // makes the database, which is no part of a run
  const runs: Measured[] = [];
  for (const { name, source, presets } of cases(context)) {
    const [path, ...options] = source(context) ?? [];
    if (path === undefined) continue;
    for (const preset of presets) {
      const args = ['estimate', path, ...options, '--preset', preset, '--name', `${name} ${preset}`];
      const { seconds, memory, document } = await runInterlens(args, home);
      const { run } = document as { run: { seconds: number; engine: string } };
      runs.push({ data: name, preset, engine: run.engine, seconds: run.seconds, commandSeconds: seconds, memory });
      context.progress(`${name}, ${preset}: ${digits(run.seconds, 1)} s`);
    }
    rmSync(join(context.folder, 'data'), { recursive: true, force: true });
  }
  return { runs };
} // prettier-ignore

function total({ interlens, database }: PeakMemory): number | null {
  return interlens === null || database === null ? null : interlens + database;
}

function requirements({ runs }: Figures): readonly Requirement[] {
  const seconds = SECONDS.flatMap(([data, preset, most]) => {
    const found = runs.find((one) => one.data === data && one.preset === preset);
    return found ? [atMost(`seconds of a run, ${data}, ${preset}`, found.seconds, most, 1)] : [];
  });
  const wide = runs.find(({ data }) => data === nameOf(WIDE));
  const memory = wide ? total(wide.memory) : null;
  return memory === null
    ? seconds
    : [...seconds, atMost(`GB of memory in all, ${nameOf(WIDE)}`, memory / 1e9, MOST_GIGABYTES, 2)];
}

function render({ runs }: Figures): string {
  const gigabytes = (bytes: number | null): string => digits(bytes === null ? null : bytes / 1e9, 2);
  return blocks(
    `\`interlens estimate\` as a user calls it, all cores, uncertainty off. *Run*: from the start of the work to its end, as recorded with
the run; *command*: the whole process, with the start of the embedded database server, the import and the end. Memory at its
most: resident memory of Interlens, and of the database server's processes with what they share counted once; their
sum is an upper bound of both together.`,
    table(
      ['data', 'preset', 'engine', 'run, s', 'command, s', 'Interlens, GB', 'PostgreSQL, GB', 'both'],
      runs.map(({ data, preset, engine, seconds, commandSeconds, memory }) => [
        data,
        preset,
        engine,
        digits(seconds, 1),
        digits(commandSeconds, 1),
        gigabytes(memory.interlens),
        gigabytes(memory.database),
        gigabytes(total(memory)),
      ]),
    ),
  );
}

export const runs = defineSection<Figures, BenchContext>({
  name: 'runs',
  title: 'Whole runs',
  run,
  render,
  requirements,
});
