import type { DistanceSession, Standardized } from '../../engine.js';
import { scoreChunks } from './reduce-chunks.js';
import { residentMatrices } from './resident-matrix.js';
import type { TensorDevice } from './tensor-device.type.js';

/** Distances `[rows, K]` of a chunk of rows: bounds the workspace whatever the number of rows. */
const CHUNK_VALUES = 2 ** 22;

/** Squared distances on the device, ‖x‖² − 2 x·p + ‖p‖². */
export function tensorflowDistanceSession(device: TensorDevice, features: Standardized): DistanceSession {
  const { tf } = device;
  const { columns } = features;
  const matrices = residentMatrices(device, features);
  return {
    async squaredDistances(points) {
      if (columns === 0) return new Float64Array(0);
      const count = points.length / columns;
      const most = Math.max(1, Math.floor(CHUNK_VALUES / Math.max(count, columns)));
      const onDevice = tf.tensor2d(Float32Array.from(points), [count, columns]);
      try {
        return await scoreChunks(device, { input: matrices.training }, most, (chunk) => {
          const products = tf.matMul(chunk, onDevice, false, true);
          const squares = tf.add(
            tf.sum(tf.square(chunk), 1, true),
            tf.reshape(tf.sum(tf.square(onDevice), 1), [1, count]),
          );
          return tf.relu(tf.sub(squares, tf.mul(products, 2)));
        });
      } finally {
        onDevice.dispose();
      }
    },
    close() {
      matrices.dispose();
      return Promise.resolve();
    },
  };
}
