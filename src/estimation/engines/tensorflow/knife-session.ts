import type { Tensor } from '@tensorflow/tfjs-core';
import type { KnifeParameters, KnifeSession, KnifeTask } from '../../engine.js';
import { trainedParameters } from './adamw.js';
import { knifeSurprisal, triangleMasks, type KnifeTensors } from './knife-surprisal.js';
import { meanGradient } from './mean-gradient.js';
import { readValues } from './read-values.js';
import { residentMatrices } from './resident-matrix.js';
import { scoreChunks } from './reduce-chunks.js';
import type { TensorDevice } from './tensor-device.type.js';
import { trainBatches } from './train-batches.js';

/** Whitened values `[rows, K, d]` of a chunk of rows scored: bounds the workspace whatever the number of rows. */
const CHUNK_VALUES = 2 ** 22;

/** TensorFlow.js's gradient training of one KNIFE density, with automatic gradients. */
export function tensorflowKnifeSession(
  device: TensorDevice,
  { features, batchSize, scaleLimit }: KnifeTask,
  initial: KnifeParameters,
): KnifeSession {
  const { tf } = device;
  const { components, dimension } = initial;
  const matrices = residentMatrices(device, features);
  const masks = triangleMasks(tf, dimension);
  const shapes = [
    [components],
    [components, dimension],
    [components, dimension],
    [components, dimension, dimension],
  ];
  const parameters = trainedParameters(
    tf,
    arraysOf(initial).map((values, index) => ({ values, shape: shapes[index]!, decay: 0 })),
  );

  return {
    async trainEpoch(order, learningRate) {
      const mean = await trainBatches(device, order, batchSize, (rows) => {
        const input = tf.gather(matrices.training, rows);
        const { losses, gradients } = meanGradient(
          tf,
          (tensors) => knifeSurprisal(tf, input, tensors as KnifeTensors, masks, scaleLimit),
          parameters.values,
          rows.size,
        );
        parameters.step(gradients, learningRate);
        return losses;
      });
      // Known at the end of a pass only: a look at every batch would make the device wait for each.
      if (!Number.isFinite(mean)) throw new Error('the surprisal of a batch is not finite');
      return mean;
    },
    surprisal(asked) {
      const most = Math.max(1, Math.floor(CHUNK_VALUES / (components * dimension)));
      const tensors = parameters.values as readonly Tensor[] as KnifeTensors;
      return scoreChunks(device, { input: matrices.of(asked) }, most, (chunk) =>
        knifeSurprisal(tf, chunk, tensors, masks, scaleLimit),
      );
    },
    async parameters() {
      const [logWeights, means, logScales, triangles] = (await readValues(device, parameters.values)) as Four;
      return { components, dimension, logWeights, means, logScales, triangles };
    },
    restore(given) {
      parameters.put(arraysOf(given));
      return Promise.resolve();
    },
    close() {
      matrices.dispose();
      masks.below.dispose();
      masks.identity.dispose();
      parameters.dispose();
      return Promise.resolve();
    },
  };
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

function arraysOf({ logWeights, means, logScales, triangles }: KnifeParameters): Four {
  return [logWeights, means, logScales, triangles];
}
