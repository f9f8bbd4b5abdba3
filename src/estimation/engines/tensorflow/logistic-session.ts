import type { Tensor } from '@tensorflow/tfjs-core';
import type { LogisticSession, LogisticTask } from '../../engine.js';
import { takeIntegers } from '../../rows.js';
import { crossEntropy } from './cross-entropy.js';
import { meanGradient } from './mean-gradient.js';
import { reduceChunks, scoreChunks } from './reduce-chunks.js';
import { residentMatrices } from './resident-matrix.js';
import type { TensorDevice } from './tensor-device.type.js';

/** Rows worked on at a time: bounds the workspace, and so many add up in float32 without loss of digits. */
const CHUNK_ROWS = 8192;

/** TensorFlow.js's multinomial logistic regression, with automatic gradients. */
export function tensorflowLogisticSession(
  device: TensorDevice,
  { features, labels: given, classes, rows: named }: LogisticTask,
): LogisticSession {
  const { tf } = device;
  const { columns } = features;
  const rows = named?.length ?? features.rows;
  const matrices = residentMatrices(device, features);
  const taken = { input: matrices.training, rows: named };
  const labels = tf.tensor1d(named ? takeIntegers(given, named) : given, 'int32');

  /** What `use` makes of W `[d, C]` and b `[C]` on the device. */
  async function uploaded<Result>(
    parameters: Float64Array,
    use: (weights: Tensor, biases: Tensor) => Promise<Result>,
  ): Promise<Result> {
    const values = Float32Array.from(parameters);
    const weights = tf.tensor2d(values.subarray(0, columns * classes), [columns, classes]);
    const biases = tf.tensor1d(values.subarray(columns * classes));
    try {
      return await use(weights, biases);
    } finally {
      tf.dispose([weights, biases]);
    }
  }

  const linear = (chunk: Tensor, weights: Tensor, biases: Tensor): Tensor =>
    tf.add(tf.matMul(chunk, weights), biases);

  return {
    evaluate: (parameters) =>
      uploaded(parameters, async (weights, biases) => {
        const { kept, added } = await reduceChunks(device, taken, CHUNK_ROWS, (chunk, start) => {
          const ofRows = tf.slice(labels, [start], [chunk.shape[0]]);
          const { losses, gradients } = meanGradient(
            tf,
            ([w, b]) => crossEntropy(tf, linear(chunk, w!, b!), ofRows),
            [weights, biases],
            chunk.shape[0],
            rows,
          );
          return { kept: losses, added: gradients };
        });
        const gradient = new Float64Array((columns + 1) * classes);
        gradient.set(added[0]!);
        gradient.set(added[1]!, columns * classes);
        return { loss: kept.reduce((sum, loss) => sum + loss, 0) / rows, gradient };
      }),
    logits: (parameters, other, of?: Int32Array) =>
      uploaded(parameters, (weights, biases) =>
        scoreChunks(device, { input: matrices.of(other), rows: of }, CHUNK_ROWS, (chunk) =>
          linear(chunk, weights, biases),
        ),
      ),
    close() {
      matrices.dispose();
      labels.dispose();
      return Promise.resolve();
    },
  };
}
