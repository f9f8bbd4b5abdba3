import { createRequire } from 'node:module';
import type { TensorFlow } from '../../../src/estimation/engines/tensorflow/tensor-device.type.js';

const require = createRequire(import.meta.url);

/** TensorFlow.js on its backend in JavaScript: the one that is the same everywhere. */
export async function cpuTensorflow(): Promise<TensorFlow> {
  const tf = require('@tensorflow/tfjs-core') as TensorFlow;
  tf.enableProdMode(); // no advice on the console
  require('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  return tf;
}
