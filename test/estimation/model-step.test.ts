import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/domain/matrix.js';
import type { EstimationConfig } from '../../src/estimation/config.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import { assignFolds, splitByFold } from '../../src/estimation/folds.js';
import {
  frequencyLogProbabilities,
  frequencySurprisal,
  mostFrequentCount,
} from '../../src/estimation/frequency.js';
import { runModelStep } from '../../src/estimation/model-step.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import type { ModelStepResult } from '../../src/estimation/model-step-result.js';
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import type { ModelStep } from '../../src/estimation/steps.js';
import { float64, integers, normals, worstError } from './numbers.js';
import { modelSteps } from './run-decomposition.js';

const fast = presets['fast']!;
const config: EstimationConfig = {
  ...fast,
  folds: 3,
  classifier: { ...fast.classifier, perceptron: { ...fast.classifier.perceptron, hidden: 8, maxEpochs: 5 } },
};

const count = 240;
const random = new Random(50, 'test/model-step');
const classIndex = Int32Array.from({ length: count }, (_, sample) => sample % 3);
const column = (values: ArrayLike<number>): Matrix => ({
  rows: values.length,
  columns: 1,
  data: Float64Array.from(values),
});
/** Four names of categories, in any order, that go with the class half of the time. */
const categories = Array.from(classIndex, (label) => (random.uniform() < 0.5 ? label : random.integer(4)));
const noise = normals(50, 'noise', 2 * count);
const continuous: Matrix = {
  rows: count,
  columns: 2,
  data: noise.map((value, index) => value + (index % 2) * classIndex[index >> 1]!),
};

const features = (first: Matrix, second: Matrix): RunFeatures => ({ first, second, classIndex, classes: 3 });
const step = (kind: ModelStep['kind'], subject: ModelStep['subject'], fold = 1): ModelStep => ({
  kind,
  name: `${kind}:${subject}:${fold}`,
  subject,
  fold,
  repetition: 0,
});
const run = (of: RunFeatures, what: ModelStep, seed = 1): Promise<ModelStepResult> =>
  runModelStep(plainEngine, config, seed, of, what);
const { held } = splitByFold(assignFolds(classIndex, 3, 1), 1);

describe('runModelStep of discrete modalities', () => {
  const discrete = features(column(categories), column(categories.map((value) => (value < 2 ? 7.5 : -1))));

  it('counts: the scores are those of the frequencies', async () => {
    const codes = integers(categories.map((value) => [...new Set(categories)].indexOf(value)));
    const scores = await run(discrete, step('CLASSIFIER', 'first'));
    const right = mostFrequentCount(codes, 4, classIndex, 3, held);
    expect(scores.diagnostics).toEqual({ model: 'frequency', distinctValues: 4, right });
    expect([scores.columns, scores.values.length]).toEqual([3, 3 * held.length]);
    expect(worstError(scores.values, frequencyLogProbabilities(codes, 4, classIndex, 3, held))).toBe(0);
    const surprisal = await run(discrete, step('DENSITY', 'first'));
    expect([surprisal.columns, surprisal.values.length]).toEqual([1, held.length]);
    expect(worstError(surprisal.values, frequencySurprisal(codes, 4, held))).toBe(0);
  });

  it('takes both together for the pairs that occur', async () => {
    const scores = await run(discrete, step('CLASSIFIER', 'both'));
    // The second modality is a function of the first: the pairs are the first's values.
    const alone = await run(discrete, step('CLASSIFIER', 'first'));
    expect(scores).toEqual(alone);
  });

  it('trains on both where the pairs are too many to count', async () => {
    const other = column(Array.from(classIndex, () => random.integer(4)));
    const scores = await run(features(column(categories), other), step('CLASSIFIER', 'both'));
    expect(scores.diagnostics['model']).toBe('trained');
    const alone = await run(features(column(categories), other), step('CLASSIFIER', 'second'));
    expect(alone.diagnostics['model']).toBe('frequency');
  });

  it('takes numbers for names: renaming categories changes nothing, counted or trained', async () => {
    const names = [1e6, -3, 0.25, 99];
    const renamed = column(categories.map((value) => names[value]!));
    for (const subject of ['first', 'both'] as const) {
      const before = await run(features(column(categories), continuous), step('CLASSIFIER', subject));
      const after = await run(features(renamed, continuous), step('CLASSIFIER', subject));
      expect(after).toEqual(before);
    }
  });
});

describe('a modality of many whole numbers', () => {
  const rows = 2000;
  const labels = Int32Array.from({ length: rows }, (_, sample) => sample % 10);
  const ages = column(Array.from(labels, () => 1 + random.integer(100)));
  const noise = { rows, columns: 1, data: normals(51, 'ages', rows) };
  const of: RunFeatures = { first: ages, second: noise, classIndex: labels, classes: 10 };

  it('is counted as a density but not as a classifier: two rows a value and class are too few', async () => {
    expect((await run(of, step('DENSITY', 'first'))).diagnostics['model']).toBe('frequency');
    expect((await run(of, step('CLASSIFIER', 'first'))).diagnostics['model']).toBe('trained');
  });
});

describe('a column that is constant in the rows of one fold', () => {
  const data = continuous.data.slice();
  for (let row = 0; row < count; row += 1) data[2 * row] = row === held[3] ? 1 : 0;
  const rare = features(column(categories), { ...continuous, data });

  it.each(['standardized', 'common-dimension', 'z-scored'] as const)(
    'costs that fold no dimension, %s',
    async (comparability) => {
      const results = [0, 1, 2].map((fold) =>
        runModelStep(plainEngine, { ...config, comparability }, 1, rare, step('DENSITY', 'second', fold)),
      );
      const dimensions = (await Promise.all(results)).map(({ diagnostics }) => diagnostics['dimension']);
      expect(new Set(dimensions).size).toBe(1);
      const { values } = await results[1]!;
      expect(values.every(Number.isFinite)).toBe(true);
      // The odd row is the least expected of its fold.
      if (comparability !== 'common-dimension') expect(Math.max(...values)).toBe(values[3]);
    },
  );
});

describe('runModelStep of continuous modalities', () => {
  const mixed = features(column(categories), continuous);

  it('trains a perceptron and a mixture, and says what came of them', async () => {
    const scores = await run(mixed, step('CLASSIFIER', 'second'));
    expect(scores.diagnostics).toMatchObject({
      model: 'trained',
      perceptron: { epochs: [expect.any(Number)] },
    });
    expect([scores.columns, scores.values.length]).toEqual([3, 3 * held.length]);
    const surprisal = await run(mixed, step('DENSITY', 'second'));
    expect(surprisal.diagnostics).toMatchObject({ model: 'mixture', components: 1 });
    expect([surprisal.columns, surprisal.values.length]).toEqual([1, held.length]);
  });

  it('gives the same result bit for bit, in whatever order steps are run', async () => {
    const steps = modelSteps(config, mixed);
    const forward: ModelStepResult[] = [];
    for (const one of steps) forward.push(await run(mixed, one));
    const backward: ModelStepResult[] = [];
    for (const one of [...steps].reverse()) backward.unshift(await run(mixed, one));
    expect(backward).toEqual(forward);
  });

  it('depends on the seed and on the name of the step', async () => {
    const one = step('CLASSIFIER', 'second');
    const base = await run(mixed, one);
    expect((await run(mixed, { ...one, name: 'other' })).values).not.toEqual(base.values);
    expect((await run(mixed, one, 2)).values).not.toEqual(base.values);
  });

  it('holds the scored fold out: its labels and features do not move what is trained', async () => {
    // Move one held sample far away: the scores of the others stay bit for bit.
    const data = Float64Array.from(continuous.data);
    data.fill(1e3, 2 * held[0]!, 2 * held[0]! + 2);
    const moved = features(column(categories), { ...continuous, data });
    const one = step('CLASSIFIER', 'second');
    const [before, after] = [await run(mixed, one), await run(moved, one)];
    expect(after.values.subarray(3)).toEqual(before.values.subarray(3));
    expect(after.values.subarray(0, 3)).not.toEqual(before.values.subarray(0, 3));
    // Surprisals count in units of the whole data set, which the outlier stretches: all shift alike.
    const density = step('DENSITY', 'second');
    const [surprisal, shifted] = [await run(mixed, density), await run(moved, density)];
    const shift = shifted.values[1]! - surprisal.values[1]!;
    expect(shift).toBeLessThan(-3);
    const expected = surprisal.values.map((value) => value + shift).subarray(1);
    expect(worstError(shifted.values.subarray(1), expected)).toBeLessThan(1e-12);
  });

  it.each([2 ** 20, 2 ** -20, -1])('does not move when columns are multiplied by %d', async (scale) => {
    const data = Float64Array.from(continuous.data, (value) => value * scale);
    const scaled = features(column(categories), { ...continuous, data });
    const density = step('DENSITY', 'second');
    const [before, after] = [await run(mixed, density), await run(scaled, density)];
    expect(worstError(after.values, before.values)).toBeLessThan(1e-9);
    if (scale < 0) return; // a mirrored column meets other initial weights
    const one = step('CLASSIFIER', 'second');
    expect(await run(scaled, one)).toEqual(await run(mixed, one));
  });

  it('counts every surprisal in standard deviations over the data set', async () => {
    const surprisal = await run(mixed, step('DENSITY', 'second'));
    const unit = (j: number): number => {
      const values = Array.from({ length: count }, (_, row) => continuous.data[2 * row + j]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
    };
    const units = [unit(0), unit(1)];
    const standard = Float64Array.from(continuous.data, (value, index) => value / units[index % 2]!);
    const raw = features(column(categories), { ...continuous, data: standard });
    const inUnits = await run(raw, step('DENSITY', 'second'));
    expect(worstError(inUnits.values, surprisal.values)).toBeLessThan(1e-5); // float32 features
  });
});

describe('runModelStep of mixed and wide features', () => {
  const rows = 400;
  const labels = Int32Array.from({ length: rows }, (_, sample) => sample % 2);
  const wide = normals(51, 'wide', 40 * rows);
  const draw = new Random(51, 'test/mixed');
  const bits = Array.from({ length: rows }, () => draw.integer(2));
  const matrix = (columns: number, at: (row: number, column: number) => number): Matrix => ({
    rows,
    columns,
    data: Float64Array.from({ length: rows * columns }, (_, i) => at(Math.floor(i / columns), i % columns)),
  });
  const of = (first: Matrix, second: Matrix): RunFeatures => ({
    first,
    second,
    classIndex: labels,
    classes: 2,
  });
  const rowsOf = (name: string, column: number) => (row: number) => wide[row * 40 + column + name.length]!;
  const [x, z] = [rowsOf('x', 0), rowsOf('z', 7)];
  const plain = matrix(2, (row, column) => (column ? z(row) : x(row)));
  const accurate = { ...presets['accurate']!, folds: 3 };
  const density = (second: Matrix, changes: Partial<EstimationConfig> = {}) =>
    runModelStep(plainEngine, { ...accurate, ...changes }, 1, of(plain, second), step('DENSITY', 'second'));
  const average = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  it('takes a discrete column among continuous ones for its values, not for points of infinite density', async () => {
    const mixed = matrix(3, (row, column) => [x(row), z(row), bits[row]!][column]!);
    const [alone, together] = [await density(plain), await density(mixed)];
    expect(together.diagnostics['leftOut']).toEqual({ constant: 0, duplicate: 0, collinear: 0 });
    // Two values a gap of 2 standard deviations apart, each a Gaussian of variance gap²/12, are worth
    // log 2 + ½ log(2π/3) = 1.06 nats at their centres; the single Gaussian, ½ log 2π(1 + ⅓) + ⅜ = 1.44.
    const worth = average(together.values) - average(alone.values);
    expect(worth).toBeGreaterThan(1);
    expect(worth).toBeLessThan(1.6);
  });

  it('does not hold on to a value that comes back in a continuous column', async () => {
    const inflated = matrix(2, (row, column) => (column ? z(row) : row % 10 < 4 ? 0 : x(row)));
    const [alone, together] = [await density(plain), await density(inflated)];
    // A component on the zeros, four in ten, with variance .01 is worth log 2.5 + ½ log(2π·.01) + ½ log 2π = .45
    // nats at its centre; with no more than the ridge's 1e-4 it would be −1.85.
    expect(Math.min(...together.values)).toBeGreaterThan(0);
    expect(average(alone.values) - average(together.values)).toBeLessThan(1);
  });

  it('has the surprisal of the columns that say something: copies and sums cost and give nothing', async () => {
    const padded = matrix(5, (row, column) => [x(row), z(row), -2 * x(row) + 1, x(row) + z(row), 7][column]!);
    const [alone, together] = [await density(plain), await density(padded)];
    expect(together.values).toEqual(alone.values);
    expect(together.diagnostics).toMatchObject({
      dimension: 2,
      leftOut: { constant: 1, duplicate: 1, collinear: 1 },
    });
  });

  it('brings both modalities to as many whitened components as the smaller has columns', async () => {
    // Six factors of different strengths, each seen in five columns of thirty.
    const many = matrix(
      30,
      (row, column) =>
        10 * wide[row * 40 + 30 + (column % 6)]! + (2 + (column % 6)) * wide[row * 40 + column]!,
    );
    const common = { comparability: 'common-dimension' as const };
    const narrow = matrix(6, (row, column) => wide[row * 40 + column]! + (column ? wide[row * 40]! : 0));
    const config = { ...accurate, ...common };
    const features = of(narrow, many);
    for (const subject of ['first', 'second'] as const) {
      const { diagnostics, values } = await runModelStep(
        plainEngine,
        config,
        1,
        features,
        step('DENSITY', subject),
      );
      expect(diagnostics).toMatchObject({ dimension: 6, principalComponents: 6 });
      // Six whitened Gaussian components: 3 log 2πe = 8.5 nats, whatever the units and the number of columns.
      expect(Math.abs(average(values) - 3 * (Math.log(2 * Math.PI) + 1))).toBeLessThan(0.7);
    }
    // 266 training rows carry 13 components of twenty rows each.
    const both = of(many, many);
    const { diagnostics } = await runModelStep(plainEngine, config, 1, both, step('DENSITY', 'first'));
    expect(diagnostics).toMatchObject({ dimension: 13 });
    // Beside a discrete modality the own columns count.
    const beside = of(column(bits), narrow);
    expect((await runModelStep(plainEngine, config, 1, beside, step('DENSITY', 'second'))).diagnostics).toMatchObject({ dimension: 6 }); // prettier-ignore
  });

  it('has folds of its own in each repetition', async () => {
    const one = step('DENSITY', 'second');
    const [first, again] = [
      await runModelStep(plainEngine, config, 1, of(plain, plain), one),
      await runModelStep(plainEngine, config, 1, of(plain, plain), { ...one, repetition: 1 }),
    ];
    expect(again.values.length).toBeGreaterThan(0);
    expect(again.values).not.toEqual(first.values);
  });
});

describe('runModelStep of odd features', () => {
  it('leaves out columns that are constant in training, or everywhere', async () => {
    const constant: Matrix = { rows: count, columns: 1, data: new Float64Array(count).fill(0.1) };
    const padded: Matrix = {
      rows: count,
      columns: 3,
      data: float64(
        Array.from({ length: count }, (_, row) => [
          continuous.data[2 * row]!,
          0.1,
          continuous.data[2 * row + 1]!,
        ]).flat(),
      ),
    };
    for (const one of [step('CLASSIFIER', 'second'), step('DENSITY', 'second')]) {
      const plain = await run(features(constant, continuous), one);
      expect((await run(features(constant, padded), one)).values).toEqual(plain.values);
      // A constant modality is a discrete one with one value: no surprise, nothing but the prior.
      const { values, diagnostics } = await run(features(constant, continuous), { ...one, subject: 'first' });
      expect(diagnostics).toMatchObject({ model: 'frequency', distinctValues: 1 });
      // Three classes as frequent as each other share what is right.
      if (one.kind === 'CLASSIFIER') expect(diagnostics['right']).toBeCloseTo(held.length / 3, 12);
      if (one.kind === 'DENSITY')
        expect(worstError(values, new Float64Array(held.length))).toBeLessThan(1e-15);
      // (80 − 1 + ½/3) of 239½ for the own class of a sample
      else expect(Math.exp(Math.min(...values.subarray(0, 3)))).toBeCloseTo((79 + 1 / 6) / 239.5, 14);
    }
    const alone = await run(features(constant, continuous), step('CLASSIFIER', 'second'));
    const together = await run(features(constant, continuous), { ...step('CLASSIFIER', 'both'), name: step('CLASSIFIER', 'second').name }); // prettier-ignore
    expect(together.values).toEqual(alone.values);
  });

  it('takes more columns than rows, and two equal columns', async () => {
    const wide: Matrix = { rows: 24, columns: 60, data: normals(50, 'wide', 24 * 60) };
    const twins: Matrix = {
      rows: 24,
      columns: 2,
      data: float64(Array.from(normals(50, 'twins', 24)).flatMap((value) => [value, value])),
    };
    const small = { first: wide, second: twins, classIndex: classIndex.slice(0, 24), classes: 3 };
    for (const one of modelSteps(config, small)) {
      const { values } = await run(small, one);
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});
