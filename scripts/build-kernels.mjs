// Compiles the wasm engine's kernels beside its compiled code: one build for every runtime with SIMD, one that
// fuses multiplications and additions for those with relaxed SIMD. In JavaScript: it is part of the build.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const from = (path) => fileURLToPath(new URL(path, import.meta.url));
const source = from('../src/estimation/engines/wasm/assembly/index.ts');
const target = from('../dist/src/estimation/engines/wasm/');
const ASSEMBLY_EXCHANGES_VECTORS = '112'; // between its own modules only

mkdirSync(target, { recursive: true });
for (const [name, features] of [
  ['simd', ['simd']],
  ['relaxed-simd', ['simd', 'relaxed-simd']],
]) {
  const { error, stderr } = await asc.main([
    source,
    '-O3',
    ...['--runtime', 'stub'],
    ...['--outFile', `${target}kernels.${name}.wasm`],
    ...['--disableWarning', ASSEMBLY_EXCHANGES_VECTORS],
    ...features.flatMap((feature) => ['--enable', feature]),
  ]);
  if (error) {
    process.stderr.write(stderr.toString());
    throw error;
  }
}
