import type { TensorflowBackend } from './engine-choice.js';
import { loadTensorflowEngine } from './load-tensorflow-engine.js';

/** What a trial finds out of a backend. */
export type BackendTrial =
  | { readonly usable: true; readonly hasGpu: boolean }
  /** `reason` in words that follow the backend's name. */
  | { readonly usable: false; readonly reason: string };

// Entry of a process of its own: a driver that is not in order may end the process that loads it.
process.send!(await tryBackend(process.argv[2] as TensorflowBackend), () => process.exit(0));

async function tryBackend(backend: TensorflowBackend): Promise<BackendTrial> {
  try {
    const { tf, hasGpu } = await loadTensorflowEngine(backend);
    const product = await tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).data();
    if (product[0] !== 11) return { usable: false, reason: 'computes wrong results' };
    return { usable: true, hasGpu };
  } catch (error) {
    return { usable: false, reason: inWords(error as Error) };
  }
}

/** The start of a message that may go on for lines. */
function inWords({ name, message }: Error): string {
  return message.startsWith('finds') || message.startsWith('cannot')
    ? message
    : `cannot be loaded: ${message.split('\n')[0]!.replace(/[.\s]+$/, '') || name}`;
}
