import { loadWasmEngine } from '../../../jobs/engines/load-wasm-engine.js';
import { startMixture } from '../../../src/estimation/densities/mixture-start.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../src/estimation/random.js';
import { defineSection } from '../../../validation/define-section.js';
import { atLeast, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, table } from '../../../validation/tables.js';
import { findPython } from '../baselines/python.js';
import { tfjsClassifiers } from '../baselines/tfjs-classifiers.js';
import { tfjsKnife } from '../baselines/tfjs-knife.js';
import { openTfjs } from '../baselines/tfjs.js';
import { torchClassifiers, torchKnife } from '../baselines/torch.js';
import type { BenchContext } from '../bench-section.type.js';
import type { Contender } from '../contender.type.js';
import { interleave, ratio, type Timing } from '../interleave.js';
import { measurePeak, type Peak } from '../peak.js';
import { classifiersProblem } from '../steps/classifiers-problem.js';
import { engineClassifiers, engineKnife, engineMixture } from '../steps/engine-contenders.js';
import { classifiersWork, floorOf, knifeWork, mixtureWork, type Work } from '../steps/floor.js';
import { knifeProblem } from '../steps/knife-problem.js';
import { normalFeatures } from '../steps/normals.js';

interface Step {
  readonly what: 'KNIFE' | 'classifiers' | 'EM';
  readonly dimension: number;
  readonly rows: number;
  readonly floor: number;
  readonly timings: readonly Timing[];
}

interface Figures {
  readonly peak: Peak;
  readonly rounds: number;
  /** Version of PyTorch; null where it is not installed. */
  readonly torch: string | null;
  readonly steps: readonly Step[];
}

const OURS = 'wasm';
const PLAIN = 'plain TypeScript';
const STOCK = 'TensorFlow.js wasm';
const TORCH = 'PyTorch';
const TORCH_PUBLISHED = 'PyTorch, published form';

const SIZES = [
  { dimension: 10, batch: 32 },
  { dimension: 128, batch: 256 },
  { dimension: 512, batch: 256 },
];
/** Beyond it PyTorch's published form takes gigabytes for one batch. */
const PUBLISHED_UP_TO = 128;
const EM = { dimension: 128, rows: 8192, components: 5 };
const LEAST_KNIFE_RATIO = 12;
const LEAST_CLASSIFIERS_RATIO = 8;

async function run({ size, progress }: BenchContext): Promise<Figures> {
  const rounds = size === 'tiny' ? { rounds: 1, millisecondsEach: 1 } : { rounds: 7, millisecondsEach: 200 };
  const python = findPython('torch');
  if (python === null) progress('PyTorch is not installed and is left out');
  await openTfjs();
  const wasm = loadWasmEngine();
  if (wasm === null) throw new Error('this runtime has no WebAssembly SIMD');
  const steps: (Omit<Step, 'floor'> & { readonly work: Work })[] = [];
  const before = await measurePeak();
  const take = async (
    step: Pick<Step, 'what' | 'dimension' | 'rows'>,
    work: Work,
    contenders: Contender[],
  ) => {
    const timings = await interleave(contenders, rounds);
    for (const contender of contenders) await contender.close();
    steps.push({ ...step, work, timings });
    progress(`${step.what}, d = ${step.dimension}`);
  };

  for (const { dimension, batch } of size === 'tiny' ? SIZES.slice(0, 1) : SIZES) {
    const knife = knifeProblem(dimension, batch);
    await take({ what: 'KNIFE', dimension, rows: batch }, knifeWork(knife), [
      await engineKnife(wasm, OURS, knife),
      await engineKnife(plainEngine, PLAIN, knife),
      tfjsKnife(STOCK, knife),
      ...(python ? [await torchKnife(TORCH, python.interpreter, 'one product', knife)] : []),
      ...(python && dimension <= PUBLISHED_UP_TO
        ? [await torchKnife(TORCH_PUBLISHED, python.interpreter, 'published', knife)]
        : []),
    ]);
    const classifiers = classifiersProblem(dimension, batch);
    await take({ what: 'classifiers', dimension, rows: batch }, classifiersWork(classifiers), [
      await engineClassifiers(wasm, OURS, classifiers),
      await engineClassifiers(plainEngine, PLAIN, classifiers),
      tfjsClassifiers(STOCK, classifiers),
      ...(python ? [await torchClassifiers(TORCH, python.interpreter, classifiers)] : []),
    ]);
  }
  const { dimension, components } = EM;
  const rows = size === 'tiny' ? 256 : EM.rows;
  const features = normalFeatures(rows, dimension, 'mixture');
  const ridge = new Float64Array(dimension).fill(1e-4);
  const task = { features, shrinkage: 0.1, covariance: 'own', precision: 'full', ridge } as const;
  const initial = await startMixture(plainEngine, features, components, new Random(1, 'bench/mixture'));
  await take({ what: 'EM', dimension, rows }, mixtureWork(rows, dimension, components), [
    await engineMixture(wasm, OURS, task, initial),
    await engineMixture(plainEngine, PLAIN, task, initial),
  ]);
  const peak = larger(before, await measurePeak());
  const floors = steps.map(({ work, ...step }) => ({ ...step, floor: floorOf(work, peak) }));
  return { peak, rounds: rounds.rounds, torch: python?.version ?? null, steps: floors };
}

/** Other programs on the machine only ever make it seem slower. */
function larger(one: Peak, other: Peak): Peak {
  return {
    wasmFlops: Math.max(one.wasmFlops, other.wasmFlops),
    bytesPerSecond: Math.max(one.bytesPerSecond, other.bytesPerSecond),
  };
}

function requirements({ steps }: Figures): readonly Requirement[] {
  const against = (what: Step['what'], least: number): Requirement[] =>
    steps
      .filter((step) => step.what === what)
      .map(({ dimension, timings }) =>
        atLeast(
          `${what}, d = ${dimension}: times as fast as ${STOCK}`,
          ratio(timings, STOCK, OURS),
          least,
          1,
        ),
      );
  return [...against('KNIFE', LEAST_KNIFE_RATIO), ...against('classifiers', LEAST_CLASSIFIERS_RATIO)];
}

function render({ peak, rounds, torch, steps }: Figures): string {
  const names = [OURS, PLAIN, STOCK, TORCH, TORCH_PUBLISHED];
  const cell = (timings: readonly Timing[], name: string): string => {
    const timing = timings.find((one) => one.name === name);
    if (timing === undefined) return '–';
    const times = ratio(timings, name, OURS);
    return `${milliseconds(timing.median)}${name === OURS ? '' : ` (${digits(times, 1)}×)`}`;
  };
  return blocks(
    `The floor: the operations a step cannot do without at the ${digits(peak.wasmFlops / 1e9, 0)} GFLOP/s that one thread
does in WebAssembly when nothing is read (128 bits at a time: a native program may do four times as much), then its
parameters, gradients and moments once through memory at the ${digits(peak.bytesPerSecond / 1e9, 1)} GB/s of a copy.
Triangles count half. What each step is, the second table says.`,
    table(
      ['step', 'd', 'floor, ms', 'wasm, ms', 'times the floor'],
      steps.map(({ what, dimension, floor, timings }) => {
        const { median } = timings.find(({ name }) => name === OURS)!;
        return [
          what,
          String(dimension),
          milliseconds(floor),
          milliseconds(median),
          digits(median / floor, 1),
        ];
      }),
    ),
    `Milliseconds a step of one thread, medians of ${rounds} rounds in which the programs took turns; in parentheses, as
many times the wasm engine's. KNIFE has 5 components; *classifiers* are three perceptrons (of x1, of x2, of both, 64
hidden, 10 classes), each its step; *EM* is one iteration over all rows. ${STOCK} trains KNIFE in its published form by
automatic gradients with kernels as they come; ${TORCH} (${torch === null ? 'not installed where this was measured' : `version ${torch}, one thread`}) the same density by one product for all components, as our engines do.`,
    table(
      ['step', 'd', 'rows', ...names],
      steps.map(({ what, dimension, rows, timings }) => [
        what,
        String(dimension),
        String(rows),
        ...names.map((name) => cell(timings, name)),
      ]),
    ),
  );
}

function milliseconds(value: number): string {
  return digits(value, value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
}

export const steps = defineSection<Figures, BenchContext>({
  name: 'steps',
  title: 'One training step',
  run,
  render,
  requirements,
});
