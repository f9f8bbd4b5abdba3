import { InputFailure } from '../../src/domain/failure.js';

/** What a user can ask to compute with; `auto` takes a GPU where one can be used, else wasm. */
export const ENGINE_NAMES = ['auto', 'wasm', 'tensorflow'] as const;
/** What TensorFlow.js can run on, in the order in which the first usable one is taken. */
export const TENSORFLOW_BACKENDS = ['node-gpu', 'node', 'webgpu', 'wasm', 'cpu'] as const;
/** The environment's name of the backend that `tensorflow` and `auto` take. */
export const BACKEND_VARIABLE = 'INTERLENS_TF_BACKEND';

export type EngineName = (typeof ENGINE_NAMES)[number];
export type TensorflowBackend = (typeof TENSORFLOW_BACKENDS)[number];

export interface EngineChoice {
  readonly engine: EngineName;
  /** Of `tensorflow` and `auto`; null takes the first usable one, or of `auto` the first on a GPU. */
  readonly backend: TensorflowBackend | null;
}

/** Needs nothing, and is the same on every machine. */
export const WASM_ENGINE: EngineChoice = { engine: 'wasm', backend: null };

/**
 * @param backend the value of {@link BACKEND_VARIABLE}; unset and empty are the same
 * @throws InputFailure when there is no such backend
 */
export function engineChoice(engine: EngineName, backend: string | undefined): EngineChoice {
  if (backend === undefined || backend === '') return { engine, backend: null };
  const known = TENSORFLOW_BACKENDS.find((name) => name === backend);
  if (known) return { engine, backend: known };
  throw new InputFailure(
    'BAD_ENGINE',
    `${BACKEND_VARIABLE} must be one of ${TENSORFLOW_BACKENDS.join(', ')}, got "${backend}".`,
    BACKEND_VARIABLE,
  );
}
