import type { MixtureParameters, MixtureSession, MixtureTask } from '../../engine.js';
import { copyMixture } from '../copy-mixture.js';
import { maximizeMixture } from '../maximize-mixture.js';
import { ownMoments, tiedMoments } from './mixture-moments.js';
import { mixtureShares, mixtureTensors, type MixtureTensors } from './mixture-shares.js';
import { reduceChunks, scoreChunks } from './reduce-chunks.js';
import { residentMatrices } from './resident-matrix.js';
import type { TensorDevice } from './tensor-device.type.js';

/** Values `[rows, K, d]` of a chunk of rows: bounds the workspace whatever the number of rows. */
const CHUNK_VALUES = 2 ** 22;

/**
 * EM for one Gaussian mixture on TensorFlow.js. All that goes over rows is done on the device in float32; the moments,
 * K·d² numbers an iteration, are read back, for covariances are factored in float64 on the CPU.
 */
export function tensorflowMixtureSession(
  device: TensorDevice,
  asked: MixtureTask,
  initial: MixtureParameters,
): MixtureSession {
  const { tf } = device;
  const { components, dimension } = initial;
  let task = asked;
  const tied = task.covariance === 'tied';
  const chunkRows = Math.max(1, Math.floor(CHUNK_VALUES / (components * dimension)));
  const matrices = residentMatrices(device, task.features);
  const start = copyMixture(initial);
  let model = start;
  let present: MixtureTensors | null = null;
  /** `[1, d, d]` Σ x xᵀ, once it is known. */
  let totalScatter: Float64Array | null = null;

  function put(parameters: MixtureParameters): void {
    model = parameters;
    if (present) tf.dispose(Object.values(present));
    present = null;
  }

  const prepared = (): MixtureTensors => (present ??= mixtureTensors(tf, model, tied));

  return {
    async iterate() {
      const tensors = prepared();
      const { kept, added } = await reduceChunks(device, { input: matrices.training }, chunkRows, (chunk) =>
        tied ? tiedMoments(tf, chunk, tensors, totalScatter === null) : ownMoments(tf, chunk, tensors),
      );
      const [counts, sums, scatters] = added as readonly [Float64Array, Float64Array, Float64Array?];
      if (tied) totalScatter ??= scatters!;
      const about = tied ? new Float64Array(components * dimension) : model.means;
      const scattered = tied ? totalScatter!.slice() : scatters!;
      put(maximizeMixture({ means: model.means, about, counts, sums, scatters: scattered }, task));
      return kept.reduce((sum, surprisal) => sum + surprisal, 0) / task.features.rows;
    },
    surprisal(features) {
      const tensors = prepared();
      return scoreChunks(
        device,
        { input: matrices.of(features) },
        chunkRows,
        (chunk) => mixtureShares(tf, chunk, tensors).surprisal,
      );
    },
    parameters: () => Promise.resolve(copyMixture(model)),
    restore(parameters) {
      put(copyMixture(parameters));
      return Promise.resolve();
    },
    restart(form) {
      task = { ...asked, ...form };
      put(start);
      return Promise.resolve();
    },
    close() {
      matrices.dispose();
      put(model);
      return Promise.resolve();
    },
  };
}
