import type { RunFeatures } from '../../src/estimation/run-features.js';
import { presets } from '../../src/estimation/presets.js';
import { joinColumns } from '../data/join-columns.js';
import { threeWayXor } from '../data/three-way-xor.js';
import { defineSection } from '../define-section.js';
import { estimatePlanted } from '../estimate-planted.js';
import { atMost, type Requirement } from '../requirement.js';
import type { ValidationContext } from '../section.type.js';
import { overSeeds, seedsOf } from '../seeds.js';
import { mean, meanOf } from '../statistics.js';
import { blocks, digits, table } from '../tables.js';

interface Means {
  readonly i1: number;
  readonly i2: number;
  readonly i12: number;
  readonly r: number;
  readonly s: number;
}

interface Figures {
  readonly samples: number;
  readonly spread: number;
  readonly seeds: readonly {
    /** One a pair. */
    readonly pairs: readonly { readonly of: readonly number[]; readonly ours: Means }[];
    /** x1 against x2 and x3 side by side. */
    readonly joined: Means;
    /** Mean of i(x1,x2,x3; y). */
    readonly truth: number;
  }[];
}

const SPREAD = 0.4;

async function run(context: ValidationContext): Promise<Figures> {
  const samples = context.size === 'tiny' ? 200 : 2000;
  const seeds = await overSeeds(seedsOf(context), async (seed) => {
    const { modalities, classIndex, pairs, i123 } = threeWayXor(
      samples,
      { kind: 'continuous', spread: SPREAD },
      seed,
    );
    const [first, second, third] = modalities;
    const estimated = async (dataset: RunFeatures): Promise<Means> => {
      const { columns } = await estimatePlanted(context.threads, dataset, presets['accurate']!, seed);
      const { i1, i2, i12, r, s } = columns;
      return { i1: mean(i1), i2: mean(i2), i12: mean(i12), r: mean(r), s: mean(s) };
    };
    const ofPairs = await Promise.all(
      pairs.map(async ({ of, dataset }) => ({ of, ours: await estimated(dataset) })),
    );
    const joined = await estimated({
      first: first!,
      second: joinColumns(second!, third!),
      classIndex,
      classes: 2,
    });
    context.progress(`seed ${seed}`);
    return { pairs: ofPairs, joined, truth: mean(i123) };
  });
  return { samples, spread: SPREAD, seeds };
}

function requirements({ seeds }: Figures): readonly Requirement[] {
  const ofPairs = seeds[0]!.pairs.map((_, at) => seeds.map(({ pairs }) => pairs[at]!.ours));
  const largest = (name: keyof Means): number =>
    Math.max(...ofPairs.map((all) => Math.abs(meanOf(all, ({ [name]: value }) => value))));
  const missed = meanOf(seeds, ({ truth, joined }) => truth - joined.i12);
  return [
    atMost('largest absolute I12 of a pair', largest('i12'), 0.01),
    atMost('largest absolute S of a pair', largest('s'), 0.01),
    atMost('error of I12 of x1 and (x2, x3)', Math.abs(missed), 0.02),
    atMost(
      'error of S of x1 and (x2, x3)',
      Math.abs(meanOf(seeds, ({ truth, joined }) => truth - joined.s)),
      0.02,
    ),
  ];
}

function render({ samples, spread, seeds }: Figures): string {
  const truth = meanOf(seeds, (one) => one.truth);
  const row = (name: string, all: readonly Means[], exact: number): string[] => [
    name,
    digits(exact, 3),
    digits(
      meanOf(all, ({ i12 }) => i12),
      3,
    ),
    digits(
      meanOf(all, ({ i1 }) => i1),
      3,
    ),
    digits(
      meanOf(all, ({ i2 }) => i2),
      3,
    ),
    digits(
      meanOf(all, ({ r }) => r),
      3,
    ),
    digits(
      meanOf(all, ({ s }) => s),
      3,
    ),
    digits(truth - meanOf(all, ({ i12 }) => i12), 3),
  ];
  const pairs = seeds[0]!.pairs.map(({ of }, at) =>
    row(`x${of[0]! + 1} and x${of[1]! + 1}`, seeds.map((one) => one.pairs[at]!.ours), 0),
  ); // prettier-ignore
  return blocks(
    `y = a xor b xor c, one bit a modality, seen as ±1 with Gaussian noise ${spread}, N = ${samples}. No pair knows anything of the
label; all three together know ${digits(truth, 3)} nats. Interlens looks at pairs: what they miss shows only when two
modalities are put side by side as one.`,
    table(
      ['pair', 'I12, truth', 'I12, ours', 'I1', 'I2', 'R', 'S', 'missed of the three'],
      [...pairs, row('x1 and (x2, x3)', seeds.map(({ joined }) => joined), truth)], // prettier-ignore
    ),
  );
}

export const threeWay = defineSection<Figures>({ name: 'three-way', title: 'Three-way XOR, by pairs', run, render, requirements }); // prettier-ignore
