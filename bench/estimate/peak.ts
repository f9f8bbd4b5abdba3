import type { Contender } from './contender.type.js';

/** What is used of AssemblyScript's compiler. Its own types redeclare the globals of the whole program. */
interface Compiler {
  main(
    options: readonly string[],
    files: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: Uint8Array): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ readonly error: Error | null }>;
}

const COMPILER: string = 'assemblyscript/asc';

/** What one thread of this machine can do at most, measured. */
export interface Peak {
  /** Single-precision operations a second in WebAssembly, a fused multiplication and addition counting two. */
  readonly wasmFlops: number;
  /** Bytes read and written a second when a large array is copied. */
  readonly bytesPerSecond: number;
}

const ACCUMULATORS = 12; // enough for two pipelines of four cycles; with the operands they fit sixteen registers
const LANES = 4;
const LOOPS = 100_000;
/** Single-precision operations of a spinner's work once. */
export const SPIN_OPERATIONS = 2 * LANES * ACCUMULATORS * LOOPS;
const ROUNDS = 8;
const TIMES_A_ROUND = 100; // about a tenth of a second

/** Nothing but multiplications and additions that do not wait for each other, in registers. */
function sourceOf(multiplyAdd: string): string {
  const each = (line: (at: number) => string): string =>
    Array.from({ length: ACCUMULATORS }, (_, at) => line(at)).join('\n');
  return `export function spin(loops: i32): f32 {
    const factor = f32x4.splat(0.999), term = f32x4.splat(0.001);
    ${each((at) => `let a${at} = f32x4.splat(${at}.5);`)}
    for (let loop: i32 = 0; loop < loops; loop++) {
      ${each((at) => `a${at} = ${multiplyAdd.replaceAll('$', `a${at}`)};`)}
    }
    ${each((at) => (at === 0 ? 'let sum = a0;' : `sum = f32x4.add(sum, a${at});`))}
    return f32x4.extract_lane(sum, 0);
  }`;
}

const RELAXED = 'f32x4.relaxed_madd($, factor, term)';
const UNFUSED = 'f32x4.add(f32x4.mul($, factor), term)';

/** A contender whose work once is {@link SPIN_OPERATIONS}. */
export async function spinner(name: string): Promise<Contender> {
  const spin = (await compiled(RELAXED, true)) ?? (await compiled(UNFUSED, false))!;
  return {
    name,
    run(times) {
      const start = performance.now();
      for (let time = 0; time < times; time += 1) spin(LOOPS);
      return Promise.resolve(performance.now() - start);
    },
    close: () => Promise.resolve(),
  };
}

export async function measurePeak(): Promise<Peak> {
  const spin = await spinner('peak');
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) fastest = Math.min(fastest, await spin.run(TIMES_A_ROUND));
  return { wasmFlops: (1000 * TIMES_A_ROUND * SPIN_OPERATIONS) / fastest, bytesPerSecond: copyRate() };
}

async function compiled(multiplyAdd: string, relaxed: boolean): Promise<((loops: number) => number) | null> {
  const { default: asc } = (await import(COMPILER)) as { default: Compiler };
  const written: Uint8Array[] = [];
  const { error } = await asc.main(
    [
      'spin.ts',
      '-O3',
      '--runtime', 'stub',
      '--outFile', 'spin.wasm',
      '--enable', 'simd',
      ...(relaxed ? ['--enable', 'relaxed-simd'] : []),
    ],
    {
      readFile: (name) => (name === 'spin.ts' ? sourceOf(multiplyAdd) : null),
      writeFile: (_name, contents) => void written.push(contents),
      listFiles: () => [],
    },
  ); // prettier-ignore
  if (error) throw error;
  const bytes = new Uint8Array(written[0]!);
  if (!WebAssembly.validate(bytes)) return null;
  const { spin } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
  return spin as (loops: number) => number;
}

const COPIED = 64 * 1024 * 1024; // floats: more than any cache holds

function copyRate(): number {
  const from = new Float32Array(COPIED).fill(1);
  const to = new Float32Array(COPIED).fill(2); // touched: the first write to a page costs more than a copy
  let fastest = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    to.set(from);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return (1000 * 2 * from.byteLength) / fastest;
}
