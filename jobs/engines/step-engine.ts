import type { Engine } from '../../src/estimation/engine.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import { loadWasmEngine } from './load-wasm-engine.js';

let loaded: Engine | null = null;

/** The fastest engine this runtime has; one a thread, with a memory of its own. */
export function stepEngine(): Engine {
  loaded ??= loadWasmEngine() ?? plainEngine;
  return loaded;
}
