import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import type { Engine } from '../../src/estimation/engine.js';
import { createWasmEngine } from '../../src/estimation/engines/wasm/wasm-engine.js';

/** Builds of the kernels: those for relaxed SIMD fuse multiplications with additions, and round once less. */
const BUILDS = ['relaxed-simd', 'simd'] as const;

/** The wasm engine by the fastest build of its kernels that this runtime can run; null where it can run none. */
export function loadWasmEngine(): Engine | null {
  for (const build of BUILDS) {
    const bytes = readFileSync(join(kernelFolder(), `kernels.${build}.wasm`));
    if (!WebAssembly.validate(bytes)) continue;
    return createWasmEngine(new WebAssembly.Module(bytes), build === 'simd' ? 'wasm' : 'wasm-relaxed');
  }
  return null;
}

/** In the build, also when this module is loaded from its source by a test. */
function kernelFolder(): string {
  return join(packageRoot(), 'dist', 'src', 'estimation', 'engines', 'wasm');
}
