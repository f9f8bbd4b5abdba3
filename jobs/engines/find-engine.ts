import { InputFailure } from '../../src/domain/failure.js';
import {
  BACKEND_VARIABLE,
  TENSORFLOW_BACKENDS,
  type EngineChoice,
  type TensorflowBackend,
} from './engine-choice.js';
import type { EngineSource } from './step-engine.js';
import { installCommand, missingPackages } from './tensorflow-packages.js';
import { tryBackend } from './try-backend.js';

/** The engine that a choice comes to on this machine. */
export interface FoundEngine {
  readonly source: EngineSource;
  /** What a person should know of how it was found; null where there is nothing. */
  readonly note: string | null;
}

const IMITATED = 'finds no GPU but a program that imitates one';

/** @throws InputFailure when what is named cannot be used here: it says why, and how to install it */
export async function findEngine({ engine, backend }: EngineChoice): Promise<FoundEngine> {
  switch (engine) {
    case 'wasm':
      return {
        source: { engine: 'wasm' },
        note: backend && `${BACKEND_VARIABLE}=${backend} has no part in --engine wasm.`,
      };
    case 'auto': // who names a backend wants that one
      return backend === null ? findGpu() : namedBackend(backend);
    case 'tensorflow':
      return backend === null ? findBackend() : namedBackend(backend);
  }
}

/** WebGPU is left to who names it: on the GPU it was tried on, it took far longer than the kernels on its machine's cores. */
async function findGpu(): Promise<FoundEngine> {
  const wasm = { engine: 'wasm' } as const;
  // What is not installed at all is no news; what is, and cannot be used, is.
  if (missingPackages('node-gpu').length > 0) return { source: wasm, note: null };
  const trial = await tryBackend('node-gpu');
  if (trial.usable) return found('node-gpu');
  return { source: wasm, note: `Computing with the wasm engine: node-gpu ${trial.reason}.` };
}

/** The first backend that can be used; an imitated GPU is passed over, as any other is faster. */
async function findBackend(): Promise<FoundEngine> {
  const reasons: string[] = [];
  for (const backend of TENSORFLOW_BACKENDS) {
    if (missingPackages(backend).length > 0) continue;
    const trial = await tryBackend(backend);
    const imitated = backend === 'webgpu' && trial.usable && !trial.hasGpu;
    if (trial.usable && !imitated) return found(backend, reasons);
    reasons.push(`${backend} ${trial.usable ? IMITATED : trial.reason}`);
  }
  const why = reasons.length === 0 ? 'no backend of TensorFlow.js is installed' : reasons.join('; ');
  throw new InputFailure(
    'ENGINE_NOT_USABLE',
    `--engine tensorflow cannot be used: ${why}. ` +
      `For an NVIDIA GPU: ${installCommand('node-gpu')}; for other GPUs: ${installCommand('webgpu')}`,
    'engine',
  );
}

async function namedBackend(backend: TensorflowBackend): Promise<FoundEngine> {
  const trial = await tryBackend(backend);
  if (trial.usable) return found(backend);
  throw new InputFailure(
    'ENGINE_NOT_USABLE',
    `${BACKEND_VARIABLE}=${backend} cannot be used: ${backend} ${trial.reason}. ${remedyOf(backend)}`,
    BACKEND_VARIABLE,
  );
}

function remedyOf(backend: TensorflowBackend): string {
  if (missingPackages(backend).length > 0) return `To install it: ${installCommand(backend)}`;
  return backend === 'webgpu'
    ? 'It needs a GPU with a driver for Vulkan, Metal or Direct3D 12.'
    : `Its packages are installed; to install them anew, remove them from node_modules first: ${installCommand(backend)}`;
}

function found(backend: TensorflowBackend, passedOver: readonly string[] = []): FoundEngine {
  const note =
    passedOver.length === 0 ? null : `Computing with tensorflow on ${backend}: ${passedOver.join('; ')}.`;
  return { source: { engine: 'tensorflow', backend }, note };
}
