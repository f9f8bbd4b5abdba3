import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorflowEngine } from '../../../jobs/engines/load-tensorflow-engine.js';
import { loadWasmEngine } from '../../../jobs/engines/load-wasm-engine.js';
import type {
  ClassifierParameters,
  Engine,
  KnifeParameters,
  MixtureParameters,
  Standardized,
} from '../../../src/estimation/engine.js';
import { startMixture } from '../../../src/estimation/densities/mixture-start.js';
import { randomKnifeStart } from '../../../src/estimation/densities/knife-start.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { Random } from '../../../src/estimation/random.js';
import { expectClose, filled, integers, normals, range, standardized } from '../numbers.js';

/** Every engine beside the plain one takes the same steps from the same state: within this, of the largest value. */
const TOLERANCE = 1e-4;
const engines: readonly { name: string; load: () => Promise<Engine> }[] = [
  { name: 'wasm', load: () => Promise.resolve(loadWasmEngine()!) },
  ...(['cpu', 'wasm'] as const).map((backend) => ({
    name: `tensorflow-${backend}`,
    // Sets the one backend that TensorFlow.js has at a time.
    load: async () => (await loadTensorflowEngine(backend)).engine,
  })),
];

function expectNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  expectClose(actual, expected, TOLERANCE * largest);
}

/** Rows of several clusters, so that components have something to part. */
function clustered(rows: number, columns: number, seed: number): Standardized {
  const noise = normals(seed, 'parity', rows * columns);
  return standardized(
    rows,
    columns,
    noise.map((value, at) => 0.7 * value + (Math.floor(at / columns) % 3) - 1),
  );
}
const shapes = [
  { rows: 40, columns: 1 },
  { rows: 200, columns: 6 },
  { rows: 700, columns: 37 },
  { rows: 600, columns: 130 },
];
const labelsOf = (rows: number, classes: number): Int32Array =>
  integers(Array.from({ length: rows }, (_, row) => (row % 3) % classes));

describe.each(engines)('$name', ({ load }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await load();
  });

  describe.each(shapes)('with $rows rows of $columns columns', ({ rows, columns }) => {
    const features = clustered(rows, columns, 1);
    const other = clustered(301, columns, 2);

    it.each([2, 5, 11])('trains a perceptron of %d classes', async (classes) => {
      const hidden = 13;
      const random = new Random(3, 'parity/perceptron');
      const layer = (length: number, fanIn: number): Float64Array =>
        Float64Array.from({ length }, () => random.normal() / Math.sqrt(fanIn));
      const initial: ClassifierParameters = {
        hidden,
        layers: [
          layer(columns * hidden, columns),
          layer(hidden, 1),
          layer(hidden * hidden, hidden),
          layer(hidden, 1),
          layer(hidden * classes, hidden),
          layer(classes, 1),
        ],
      };
      const task = { features, labels: labelsOf(rows, classes), classes, batchSize: 18, weightDecay: 0.01 };
      const sessions = [await plainEngine.openClassifier(task, initial), await engine.openClassifier(task, initial)] as const; // prettier-ignore
      const losses = await Promise.all(sessions.map((session) => session.trainEpoch(range(rows), 1e-3)));
      expectNear([losses[1]!], [losses[0]!]);
      const [plain, ours] = await Promise.all(sessions.map((session) => session.parameters()));
      plain!.layers.forEach((expected, index) => {
        // Where a slope is rounding alone, the optimiser's first steps follow its sign: a few elements may differ by a step.
        const far = expected.filter((value, at) => Math.abs(value - ours!.layers[index]![at]!) > 1e-4);
        expect(far.length).toBeLessThanOrEqual(0.01 * expected.length);
      });
      await sessions[1].restore(plain!);
      expectNear(await sessions[1].logits(other), await sessions[0].logits(other));
      const some = integers([300, 7, 7, 0]);
      expectNear(await sessions[1].logits(other, some), await sessions[0].logits(other, some));
      await Promise.all(sessions.map((session) => session.close()));
    });

    it.each([1, 3, 20])('measures distances from %d points', async (count) => {
      const points = normals(7, 'parity/points', count * columns);
      // A row itself, from which the distance is 0.
      points.set(features.data.subarray(0, columns));
      const [plain, ours] = [await plainEngine.openDistances(features), await engine.openDistances(features)];
      const distances = await ours.squaredDistances(points);
      expectNear(distances, await plain.squaredDistances(points));
      expect(distances.every((distance) => distance >= 0)).toBe(true);
      // More points than before, and then fewer, in the same session.
      const more = normals(8, 'parity/points', 25 * columns);
      expectNear(await ours.squaredDistances(more), await plain.squaredDistances(more));
      expectNear(await ours.squaredDistances(points), await plain.squaredDistances(points));
      await Promise.all([plain.close(), ours.close()]);
    });

    it.each([2, 10])('evaluates a logistic regression of %d classes', async (classes) => {
      const task = { features, labels: labelsOf(rows, classes), classes };
      const parameters = normals(4, 'parity/logistic', (columns + 1) * classes).map(
        (value) => value / columns,
      );
      const [plain, ours] = [await plainEngine.openLogistic(task), await engine.openLogistic(task)];
      const [expected, actual] = [await plain.evaluate(parameters), await ours.evaluate(parameters)];
      expectNear([actual.loss], [expected.loss]);
      expectNear(actual.gradient, expected.gradient);
      expectNear(await ours.logits(parameters, other), await plain.logits(parameters, other));
      expectNear(await ours.logits(parameters, features), await plain.logits(parameters, features));
      await ours.close();
    });

    it.each([
      { components: 1, covariance: 'own', precision: 'full' },
      { components: 3, covariance: 'own', precision: 'full' },
      { components: 3, covariance: 'tied', precision: 'full' },
      { components: 2, covariance: 'own', precision: 'sparse' },
      { components: 3, covariance: 'tied', precision: 'sparse' },
    ] as const)('takes EM steps, $components components, $covariance $precision', async (form) => {
      const start = await startMixture(
        plainEngine,
        features,
        form.components,
        new Random(5, 'parity/mixture'),
      );
      const task = { features, ridge: filled(columns, 1e-3), shrinkage: 0.1, ...form };
      const sessions = [
        await plainEngine.openMixture(task, start),
        await engine.openMixture(task, start),
      ] as const;
      for (let iteration = 0; iteration < 3; iteration += 1) {
        const [expected, actual] = await Promise.all(sessions.map((session) => session.iterate()));
        expectNear([actual!], [expected!]);
        expectNear(await sessions[1].surprisal(other), await sessions[0].surprisal(other));
      }
      const [plain, ours] = (await Promise.all(sessions.map((session) => session.parameters()))) as [MixtureParameters, MixtureParameters]; // prettier-ignore
      for (const name of ['weights', 'means', 'precisionFactors'] as const)
        expectNear(ours[name], plain[name]);
      await sessions[1].restore(start);
      await sessions[0].restore(start);
      expectNear(await sessions[1].surprisal(other), await sessions[0].surprisal(other));
      await sessions[1].close();
    });

    it.each(['tied', 'own'] as const)('starts over in another form, %s covariances', async (covariance) => {
      const start = await startMixture(plainEngine, features, 3, new Random(5, 'parity/mixture'));
      const ridge = filled(columns, 1e-3);
      const forms = [
        { shrinkage: 0.3, precision: 'full' },
        { shrinkage: 0, precision: 'sparse' },
        { shrinkage: 0.1, precision: 'full' },
      ] as const;
      const session = await engine.openMixture({ features, ridge, covariance, ...forms[0] }, start);
      for (const form of forms) {
        await session.restart(form);
        const alone = await plainEngine.openMixture({ features, ridge, covariance, ...form }, start);
        expectNear(await session.surprisal(other), await alone.surprisal(other));
        for (let iteration = 0; iteration < 2; iteration += 1) {
          expectNear([await session.iterate()], [await alone.iterate()]);
          expectNear(await session.surprisal(other), await alone.surprisal(other));
        }
      }
      await session.close();
    });

    it.each([1, 4])('takes KNIFE steps, %d components', async (components) => {
      const start = randomKnifeStart(components, columns, new Random(6, 'parity/knife'));
      const task = { features, batchSize: 300, scaleLimit: 1 };
      const sessions = [
        await plainEngine.openKnife(task, start),
        await engine.openKnife(task, start),
      ] as const;
      expectNear(await sessions[1].surprisal(other), await sessions[0].surprisal(other));
      const [expected, actual] = await Promise.all(sessions.map((session) => session.trainEpoch(range(rows), 1e-3))); // prettier-ignore
      expectNear([actual!], [expected!]);
      const [plain, ours] = (await Promise.all(sessions.map((session) => session.parameters()))) as [KnifeParameters, KnifeParameters]; // prettier-ignore
      for (const name of ['logWeights', 'means', 'logScales', 'triangles'] as const) {
        const far = plain[name].filter((value, at) => Math.abs(value - ours[name][at]!) > 1e-4);
        expect(far.length).toBeLessThanOrEqual(0.01 * plain[name].length);
      }
      await sessions[1].restore(plain);
      expectNear(await sessions[1].surprisal(other), await sessions[0].surprisal(other));
      await sessions[1].close();
    });

    it('finds principal components', async () => {
      const count = Math.min(5, columns);
      const start = normals(7, 'parity/components', columns * Math.min(columns, count + 3));
      const [expected, actual] = await Promise.all([plainEngine, engine].map((one) => one.principalComponents(features, count, start))); // prettier-ignore
      expectNear(actual!.variances, expected!.variances);
      expect(actual!.totalVariance).toBe(expected!.totalVariance);
    });
  });
});
