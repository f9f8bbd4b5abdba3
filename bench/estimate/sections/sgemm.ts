import { defineSection } from '../../../validation/define-section.js';
import { atLeast, type Requirement } from '../../../validation/requirement.js';
import { blocks, digits, percent, table } from '../../../validation/tables.js';
import { gemm, rowMajor, transposed } from '../../../src/estimation/engines/plain/gemm.js';
import type { Kernels } from '../../../src/estimation/engines/wasm/kernels.js';
import { Arena } from '../../../src/estimation/engines/wasm/arena.js';
import { numpyBlas, numpyProduct, type Product } from '../baselines/numpy.js';
import { findPython } from '../baselines/python.js';
import type { BenchContext } from '../bench-section.type.js';
import type { Contender } from '../contender.type.js';
import { interleave, type Timing } from '../interleave.js';
import { loadKernels } from '../load-kernels.js';
import { spinner, SPIN_OPERATIONS } from '../peak.js';
import { normalFeatures } from '../steps/normals.js';

interface Measured extends Product {
  readonly what: string;
  readonly timings: readonly Timing[];
}

interface Figures {
  readonly rounds: number;
  /** NumPy's version and the library of its products; null where it is not installed. */
  readonly numpy: { readonly version: string; readonly blas: string } | null;
  readonly products: readonly Measured[];
}

const OURS = 'wasm';
const PLAIN = 'plain TypeScript';
const NATIVE = 'NumPy';
const PEAK = 'peak';
const SQUARE = 512;
const LEAST_GFLOPS = 40;
/** Or as large a share of the native library's as 40 are where that does 200. */
const LEAST_SHARE = 40 / 200;

const PRODUCTS: readonly (Product & { readonly what: string })[] = [
  { what: 'square', ...product(SQUARE, SQUARE, SQUARE) },
  { what: 'KNIFE d = 128: V', ...product(256, 640, 128, false, true) },
  { what: 'KNIFE d = 128: gradient', ...product(640, 128, 256, true) },
  { what: 'KNIFE d = 512: V', ...product(256, 2560, 512, false, true) },
  { what: 'KNIFE d = 512: gradient', ...product(2560, 512, 256, true) },
  { what: 'perceptron d = 128, batch 64: first layer', ...product(64, 64, 128) },
  { what: 'perceptron d = 128, batch 64: its gradient', ...product(128, 64, 64, true) },
  { what: 'perceptron d = 1024, batch 256: first layer', ...product(256, 64, 1024) },
];

function product(m: number, n: number, k: number, transposedA = false, transposedB = false): Product {
  return { m, n, k, transposedA, transposedB };
}

async function run({ size, progress }: BenchContext): Promise<Figures> {
  const rounds = size === 'tiny' ? { rounds: 1, millisecondsEach: 1 } : { rounds: 9, millisecondsEach: 100 };
  const python = findPython('numpy');
  if (python === null) progress('NumPy is not installed and is left out');
  const kernels = loadKernels();
  const products: Measured[] = [];
  for (const one of size === 'tiny' ? PRODUCTS.slice(0, 1) : PRODUCTS) {
    const contenders = [
      wasmProduct(kernels, one),
      plainProduct(one),
      await spinner(PEAK),
      ...(python ? [await numpyProduct(NATIVE, python.interpreter, one)] : []),
    ];
    products.push({ ...one, timings: await interleave(contenders, rounds) });
    for (const contender of contenders) await contender.close();
    progress(one.what);
  }
  const numpy = python && { version: python.version, blas: await numpyBlas(python.interpreter) };
  return { rounds: rounds.rounds, numpy, products };
}

function wasmProduct(kernels: Kernels, { m, n, k, transposedA, transposedB }: Product): Contender {
  const region = new Arena(kernels).open();
  const [a, b, c] = [region.floats(m * k), region.floats(k * n), region.floats(m * n)];
  region.float32(a, m * k).set(normalFeatures(m, k, 'a').data);
  region.float32(b, k * n).set(normalFeatures(k, n, 'b').data);
  const [aRow, aColumn] = transposedA ? [1, m] : [k, 1];
  const [bRow, bColumn] = transposedB ? [1, k] : [n, 1];
  return contender(OURS, () => kernels.sgemm(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, n, false));
}

/** In float64, as that engine computes. */
function plainProduct({ m, n, k, transposedA, transposedB }: Product): Contender {
  const [aData, bData] = [normalFeatures(m, k, 'a').data, normalFeatures(k, n, 'b').data];
  const a = transposedA ? transposed(rowMajor(aData, m)) : rowMajor(aData, k);
  const b = transposedB ? transposed(rowMajor(bData, k)) : rowMajor(bData, n);
  const c = new Float64Array(m * n);
  return contender(PLAIN, () => gemm(m, n, k, a, b, c, false));
}

function contender(name: string, work: () => void): Contender {
  return {
    name,
    run(times) {
      const start = performance.now();
      for (let time = 0; time < times; time += 1) work();
      return Promise.resolve(performance.now() - start);
    },
    close: () => Promise.resolve(),
  };
}

/** Operations a second, of one thread; null where it was not measured. */
function flops({ m, n, k, timings }: Measured, name: string): number | null {
  const timing = timings.find((one) => one.name === name);
  return timing === undefined ? null : (2 * m * n * k * 1000) / timing.median;
}

function requirements({ products }: Figures): readonly Requirement[] {
  const square = products.find(({ m, n, k }) => m === SQUARE && n === SQUARE && k === SQUARE);
  if (square === undefined) return [];
  const [ours, native] = [flops(square, OURS)!, flops(square, NATIVE)];
  // Where OpenBLAS does less than 200 GFLOP/s, the same share of what it does.
  const bound = native === null ? LEAST_GFLOPS : Math.min(LEAST_GFLOPS, (LEAST_SHARE * native) / 1e9);
  return [atLeast(`GFLOP/s of a thread, ${SQUARE}³`, ours / 1e9, bound, 1)];
}

/** What the thread does when nothing is read, measured in the same rounds. */
function peakFlops({ timings }: Measured): number {
  return (1000 * SPIN_OPERATIONS) / timings.find(({ name }) => name === PEAK)!.median;
}

function render({ rounds, numpy, products }: Figures): string {
  const giga = (value: number | null): string => digits(value === null ? null : value / 1e9, 1);
  const share = (one: number, other: number | null): string => percent(other === null ? null : one / other);
  return blocks(
    `GFLOP/s of one thread, medians of ${rounds} rounds in turns. *Peak* is what a thread did in the same rounds in WebAssembly, 128
bits at a time, when nothing was read. ${numpy === null ? 'NumPy was not installed.' : `NumPy ${numpy.version} multiplies by ${numpy.blas}, on one thread, in vectors as wide as the processor has.`}
The plain TypeScript engine computes in float64.`,
    table(
      ['product', 'm × n × k', OURS, PEAK, 'of peak', PLAIN, numpy?.blas ?? 'native', 'wasm of it'],
      products.map((one) => {
        const ours = flops(one, OURS)!;
        const native = flops(one, NATIVE);
        return [
          one.what,
          `${one.m} × ${one.n} × ${one.k}`,
          giga(ours),
          giga(peakFlops(one)),
          share(ours, peakFlops(one)),
          giga(flops(one, PLAIN)),
          giga(native),
          share(ours, native),
        ];
      }),
    ),
  );
}

export const sgemm = defineSection<Figures, BenchContext>({
  name: 'sgemm',
  title: 'Matrix products',
  run,
  render,
  requirements,
});
