import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import { instantiateKernels, type Kernels } from '../../src/estimation/engines/wasm/kernels.js';

/** The wasm engine's kernels by themselves, in the build that this runtime's engine uses. */
export function loadKernels(): Kernels {
  const folder = join(packageRoot(), 'dist', 'src', 'estimation', 'engines', 'wasm');
  for (const build of ['relaxed-simd', 'simd']) {
    const bytes = readFileSync(join(folder, `kernels.${build}.wasm`));
    if (WebAssembly.validate(bytes)) return instantiateKernels(new WebAssembly.Module(bytes));
  }
  throw new Error('this runtime has no WebAssembly SIMD');
}
