// Takes the same steps on the plain engine and on TensorFlow.js with webgpu, from the build, and prints how far apart
// they come out. A process of its own: the libraries of drivers are looked for where its environment says.
import { loadTensorflowEngine } from '../../../../dist/jobs/engines/load-tensorflow-engine.js';
import { randomKnifeStart } from '../../../../dist/src/estimation/densities/knife-start.js';
import { startMixture } from '../../../../dist/src/estimation/densities/mixture-start.js';
import { plainEngine } from '../../../../dist/src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../../dist/src/estimation/random.js';

const { engine, tf, hasGpu } = await loadTensorflowEngine('webgpu');
const before = tf.memory().numTensors;

const [rows, columns, classes, hidden] = [150, 9, 3, 8];
const normals = (name, length) => {
  const random = new Random(61, `webgpu/${name}`);
  return Float64Array.from({ length }, () => random.normal());
};
const order = Int32Array.from({ length: rows }, (_, row) => row);
const labels = order.map((row) => row % classes);
const data = Float32Array.from(normals('rows', rows * columns), (value, at) => value + labels[Math.floor(at / columns)]); // prettier-ignore
const features = { rows, columns, data };
const lengths = [columns * hidden, hidden, hidden * hidden, hidden, hidden * classes, classes];
const layers = lengths.map((length, at) => normals(`layer-${at}`, length).map((value) => value / 3));
const weights = normals('weights', (columns + 1) * classes);
const width = { components: 3, dimension: columns };
const knife = { ...randomKnifeStart(3, columns, new Random(62, 'webgpu/knife')), ...width };
const mixture = await startMixture(plainEngine, features, 3, new Random(63, 'webgpu/mixture'));
const form = { features, ridge: new Float64Array(columns).fill(1e-3), shrinkage: 0.1, precision: 'full' };

/** What an engine makes of each kind of session, by name. */
async function outcomes(of) {
  const perceptron = await of.openClassifier({ features, labels, classes, batchSize: 40, weightDecay: 0.01 }, { hidden, layers }); // prettier-ignore
  const epoch = await perceptron.trainEpoch(order, 1e-3);
  const logistic = await of.openLogistic({ features, labels, classes });
  const evaluated = await logistic.evaluate(weights);
  const density = await of.openKnife({ features, batchSize: 40, scaleLimit: 1 }, knife);
  const passed = await density.trainEpoch(order, 1e-3);
  const found = {
    epoch: [epoch],
    logits: await perceptron.logits(features),
    loss: [evaluated.loss],
    gradient: evaluated.gradient,
    knifeEpoch: [passed],
    knifeSurprisal: await density.surprisal(features),
    variances: (await of.principalComponents(features, 3, normals('start', columns * 6))).variances,
  };
  await Promise.all([perceptron.close(), logistic.close(), density.close()]);
  for (const covariance of ['own', 'tied']) {
    const session = await of.openMixture({ ...form, covariance }, mixture);
    for (let iteration = 0; iteration < 2; iteration += 1) {
      found[`${covariance}-${iteration}`] = [await session.iterate()];
    }
    found[`${covariance}-factors`] = (await session.parameters()).precisionFactors;
    await session.close();
  }
  return found;
}

const [expected, actual] = [await outcomes(plainEngine), await outcomes(engine)];
const errors = Object.fromEntries(
  Object.entries(expected).map(([name, values]) => {
    const largest = Math.max(...values.map(Math.abs));
    // NaN does not survive as a maximum of comparisons, but does in Math.max.
    return [name, Math.max(...values.map((value, at) => Math.abs(value - actual[name][at]))) / largest];
  }),
);
process.stdout.write(JSON.stringify({ hasGpu, errors, leaked: tf.memory().numTensors - before }));
process.exit(0);
