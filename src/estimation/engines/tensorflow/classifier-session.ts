import type { ClassifierParameters, ClassifierSession, ClassifierTask } from '../../engine.js';
import { trainedParameters } from './adamw.js';
import { crossEntropy } from './cross-entropy.js';
import { meanGradient } from './mean-gradient.js';
import { perceptronLogits } from './perceptron.js';
import { readValues } from './read-values.js';
import { residentMatrices } from './resident-matrix.js';
import { scoreChunks } from './reduce-chunks.js';
import type { TensorDevice } from './tensor-device.type.js';
import { trainBatches } from './train-batches.js';

/** Rows scored at a time: bounds the workspace whatever the number of rows. */
const SCORING_ROWS = 8192;

/** TensorFlow.js's training of one perceptron, with automatic gradients. */
export function tensorflowClassifierSession(
  device: TensorDevice,
  task: ClassifierTask,
  initial: ClassifierParameters,
): ClassifierSession {
  const { tf } = device;
  const { classes, batchSize, weightDecay } = task;
  const { columns } = task.features;
  const { hidden } = initial;
  const matrices = residentMatrices(device, task.features);
  const labels = tf.tensor1d(task.labels, 'int32');
  const shapes = [[columns, hidden], [hidden], [hidden, hidden], [hidden], [hidden, classes], [classes]];
  const parameters = trainedParameters(
    tf,
    shapes.map((shape, index) => ({
      values: initial.layers[index]!,
      shape,
      decay: index % 2 === 0 ? weightDecay : 0,
    })),
  );

  return {
    trainEpoch: (order, learningRate) =>
      trainBatches(device, order, batchSize, (rows) => {
        const input = tf.gather(matrices.training, rows);
        const ofRows = tf.gather(labels, rows);
        const { losses, gradients } = meanGradient(
          tf,
          (layers) => crossEntropy(tf, perceptronLogits(tf, input, layers), ofRows),
          parameters.values,
          rows.size,
        );
        parameters.step(gradients, learningRate);
        return losses;
      }),
    logits: (features, rows?: Int32Array) =>
      scoreChunks(device, { input: matrices.of(features), rows }, SCORING_ROWS, (chunk) =>
        perceptronLogits(tf, chunk, parameters.values),
      ),
    async parameters() {
      return { hidden, layers: await readValues(device, parameters.values) };
    },
    restore({ layers }) {
      parameters.put(layers);
      return Promise.resolve();
    },
    close() {
      matrices.dispose();
      labels.dispose();
      parameters.dispose();
      return Promise.resolve();
    },
  };
}
