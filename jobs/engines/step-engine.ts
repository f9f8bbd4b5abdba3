import type { Engine } from '../../src/estimation/engine.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import type { TensorflowBackend } from './engine-choice.js';
import { loadWasmEngine } from './load-wasm-engine.js';

/** What a thread loads its engine from. */
export type EngineSource =
  { readonly engine: 'wasm' } | { readonly engine: 'tensorflow'; readonly backend: TensorflowBackend };

let loaded: Promise<Engine> | null = null;

/** The engine of this thread, of the same source whenever it is asked for; it has a memory of its own. */
export function stepEngine(source: EngineSource = { engine: 'wasm' }): Promise<Engine> {
  loaded ??= load(source);
  return loaded;
}

async function load(source: EngineSource): Promise<Engine> {
  if (source.engine === 'tensorflow') {
    // Only where it is asked for: every thread would take a tenth of a second longer to start.
    const { loadTensorflowEngine } = await import('./load-tensorflow-engine.js');
    return (await loadTensorflowEngine(source.backend)).engine;
  }
  return loadWasmEngine() ?? plainEngine; // plain where there is no SIMD
}

/** As recorded with a run that is computed by an engine of this source. */
export function engineName(source: EngineSource): string {
  if (source.engine === 'tensorflow') return `tensorflow-${source.backend}`;
  return (loadWasmEngine() ?? plainEngine).name;
}
