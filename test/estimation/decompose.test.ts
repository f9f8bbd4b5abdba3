import { afterAll, describe, expect, it } from 'vitest';
import type { Matrix } from '../../src/domain/matrix.js';
import type { EstimationConfig } from '../../src/estimation/config.js';
import { decompose, subjectInformation } from '../../src/estimation/decompose.js';
import { assignFolds } from '../../src/estimation/folds.js';
import { COLUMN_NAMES, nonFiniteReason } from '../../src/estimation/interaction-columns.js';
import type { RunFeatures } from '../../src/estimation/run-features.js';
import { quantile } from '../../src/estimation/quantile.js';
import { presets } from '../../src/estimation/presets.js';
import { Random } from '../../src/estimation/random.js';
import type { Subject } from '../../src/estimation/steps.js';
import { gaussianClasses } from './gaussian-classes.js';
import { mean, normals, worstError } from './numbers.js';
import { penguins } from './penguins.js';
import { reference } from './reference.js';
import { runDecomposition, type FinishedRun } from './run-decomposition.js';
import { adjusted, logicTasks, worstMean } from './truth-tables.js';

const fast = presets['fast']!;
const quick: EstimationConfig = {
  ...fast,
  classifier: {
    ...fast.classifier,
    perceptron: { ...fast.classifier.perceptron, hidden: 16, maxEpochs: 20 },
  },
};

const matrix = (rows: number, columns: number, data: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  data: Float64Array.from(data),
});

function rawMeans({ aggregates }: FinishedRun) {
  const { r, u1, u2, s } = aggregates.overall.means!;
  return { R: r, U1: u1, U2: u2, S: s };
}

/** Every stored record keeps the three identities, to the rounding of its largest number. */
function expectIdentities({ columns }: FinishedRun): void {
  for (let sample = 0; sample < columns.r.length; sample += 1) {
    const [i1, i2, i12, , , r, u1, u2, s] = COLUMN_NAMES.map((name) => columns[name][sample]!);
    const slack = 4 * Number.EPSILON * Math.max(...[i12!, r!, u1!, u2!, s!].map(Math.abs));
    expect(Math.abs(r! + u1! - i1!)).toBeLessThanOrEqual(slack);
    expect(Math.abs(r! + u2! - i2!)).toBeLessThanOrEqual(slack);
    expect(Math.abs(r! + u1! + u2! + s! - i12!)).toBeLessThanOrEqual(slack);
  }
}

describe('a run on the logic tasks', () => {
  const copies = 5000;
  const worst: Record<string, number> = {};

  afterAll(() => {
    const errors = Object.entries(worst).map(([name, error]) => `${name} ${error.toExponential(1)}`);
    process.stdout.write(`adjusted means of the logic tasks, worst errors in nats: ${errors.join(', ')}\n`);
  });

  it.each(Object.entries(logicTasks))(
    'has the exact adjusted means of %s within 0.01 nats, and its raw ones',
    async (name, { outcomes, raw, adjusted: expected }) => {
      const rows = outcomes.length * copies;
      const samples = Array.from({ length: rows }, (_, sample) => outcomes[sample % outcomes.length]!);
      const labels = Int32Array.from(samples, ({ y }) => y);
      const run = await runDecomposition(quick, 1, {
        first: matrix(rows, 1, samples.map(({ x1 }) => x1)), // prettier-ignore
        second: matrix(rows, 1, samples.map(({ x2 }) => x2)), // prettier-ignore
        classIndex: labels,
        classes: Math.max(...labels) + 1,
      });
      const means = rawMeans(run);
      worst[name] = worstMean(adjusted(means), expected);
      expect(worst[name]).toBeLessThan(0.01);
      expect(worstMean(means, raw)).toBeLessThan(0.01);
      expect(run.aggregates.overall.nonFiniteCount).toBe(0);
    },
  );
});

describe('frequencies as classifiers', () => {
  // AND of two fair bits: of b = 1, where half of the labels are 1, nothing tells the class.
  const rows = 1000;
  const bits = new Random(3, 'test/and');
  const samples = Array.from({ length: rows }, () => [bits.integer(2), bits.integer(2)] as const);
  const and = (coin: readonly number[]): RunFeatures => ({
    first: matrix(rows, 1, samples.map(([a]) => a)), // prettier-ignore
    second: matrix(rows, 1, samples.map(([, b], at) => coin[at] ?? b)), // prettier-ignore
    classIndex: Int32Array.from(samples, ([a, b]) => a * b),
    classes: 2,
  });

  it.each([
    ['as they fall', and([]), 0.03],
    // The same bits, but exactly as many of each pair: every count of b = 1 is tied.
    ['tied', { first: matrix(rows, 1, samples.map((_, at) => at % 2)), second: matrix(rows, 1, samples.map((_, at) => (at >> 1) % 2)), classIndex: Int32Array.from(samples, (_, at) => (at % 4 === 3 ? 1 : 0)), classes: 2 }, 1e-12], // prettier-ignore
  ])('have the accuracy of their counts, and no calibration error: counts %s', async (_, features, slack) => {
    const { quality } = await runDecomposition(fast, 1, features);
    expect(Math.abs(quality.first.accuracy - 0.75)).toBeLessThanOrEqual(slack);
    expect(Math.abs(quality.second.accuracy - 0.75)).toBeLessThanOrEqual(slack);
    expect(quality.both.accuracy).toBe(1);
    for (const { calibration } of Object.values(quality)) {
      expect(calibration).toEqual({ error: NaN, errorByChance: NaN });
    }
  });

  it('have that of the classes’ shares where they are left out of the pool', async () => {
    const coin = Array.from({ length: rows }, () => bits.integer(2));
    const { quality } = await runDecomposition(fast, 2, and(coin));
    expect(quality.second.weights).toEqual([0]);
    const zeros = samples.filter(([a, b]) => a * b === 0).length;
    expect(quality.second.accuracy).toBeCloseTo(zeros / rows, 12);
  });
});

describe('a run on two Gaussian classes', () => {
  const count = 2000;
  const { features, truth } = gaussianClasses(count, 1);
  /** Surprisals as they come out of the densities, to be compared with exact ones. */
  const asTheyAre: EstimationConfig = { ...fast, comparability: 'standardized' };
  const finished = runDecomposition(asTheyAre, 1, features);

  it.each(['i1', 'i2', 'i12'] as const)('has %s near the exact value of every sample', async (name) => {
    const { columns } = await finished;
    const error = columns[name].map((value, sample) => value - truth[name][sample]!);
    // One model a fold; averaging four (preset accurate) leaves .07 to .08.
    expect(Math.sqrt(mean(error.map((value) => value ** 2)))).toBeLessThan(0.13);
    expect(Math.abs(mean(error))).toBeLessThan(0.015);
  });

  it.each([
    ['h1', 'first'],
    ['h2', 'second'],
  ] as const)('has %s near the exact value, in units of the standard deviations', async (name, modality) => {
    const { columns, surprisal } = await finished;
    const { data } = features[modality];
    const logUnits = [0, 1].map((j) => {
      const values = Array.from({ length: count }, (_, row) => data[2 * row + j]!);
      const centre = mean(values);
      return Math.log(mean(values.map((value) => (value - centre) ** 2))) / 2;
    });
    const shift = logUnits[0]! + logUnits[1]!;
    const error = columns[name].map((value, sample) => value - (truth[name][sample]! - shift));
    // One Gaussian for two classes a little apart: an excess over the truth, never less but by chance.
    expect(mean(error)).toBeGreaterThan(-0.005);
    expect(mean(error)).toBeLessThan(0.03);
    expect(Math.sqrt(mean(error.map((value) => value ** 2)))).toBeLessThan(0.2);
    expect(surprisal[modality].mean).toBeCloseTo(mean(columns[name]), 12);
    // Preset fast tries one Gaussian only: it is the single Gaussian it is compared with.
    expect(surprisal[modality].gaussian).toBeCloseTo(surprisal[modality].mean, 12);
  });

  it('keeps the identities on every record and reports calibrated quality', async () => {
    const run = await finished;
    expectIdentities(run);
    const entropy = -0.4 * Math.log(0.4) - 0.6 * Math.log(0.6);
    for (const [subject, name] of [
      ['first', 'i1'],
      ['second', 'i2'],
      ['both', 'i12'],
    ] as const) {
      // prettier-ignore
      const { logLoss, accuracy, calibration, weights } = run.quality[subject];
      expect(entropy - logLoss).toBeCloseTo(mean(run.columns[name]), 12);
      expect(accuracy).toBeGreaterThan(0.65);
      expect(weights).toHaveLength(1);
      expect(Math.abs(Math.log(weights[0]!))).toBeLessThan(0.3);
      // Calibrated scores miss by chance alone.
      expect(calibration.error).toBeLessThan(2 * calibration.errorByChance);
    }
    expect(run.foldOf).toEqual(assignFolds(features.classIndex, fast.folds, 1));
  });

  it('compares surprisals of one median and spread by default, and reports them as they were', async () => {
    const run = await finished;
    expect(fast.comparability).toBe('z-scored');
    const { columns, surprisal } = decompose(fast, 1, features, run.scored);
    const [first, second] = [columns.h1.slice().sort(), columns.h2.slice().sort()];
    expect(quantile(first, 0.5)).toBeCloseTo(quantile(second, 0.5), 12);
    const range = (sorted: Float64Array): number => quantile(sorted, 0.75) - quantile(sorted, 0.25);
    expect(range(first)).toBeCloseTo(range(second), 12);
    expect(columns.i1).toEqual(run.columns.i1);
    expect(columns.r).not.toEqual(run.columns.r);
    expect(surprisal).toEqual(run.surprisal);
  });

  it('does not depend on the order the steps are handed over in', async () => {
    const run = await finished;
    const again = decompose(asTheyAre, 1, features, [...run.scored].reverse());
    expect(again.columns).toEqual(run.columns);
    expect(again.quality).toEqual(run.quality);
  });

  it('is the same of scores kept in float32, and of subjects one at a time', async () => {
    const run = await finished;
    const kept = (narrow: boolean) =>
      run.scored.map(({ step, result }) => {
        const rounded = Float32Array.from(result.values);
        if (step.kind === 'DENSITY') return { step, result };
        return { step, result: { ...result, values: narrow ? rounded : Float64Array.from(rounded) } };
      });
    const whole = decompose(asTheyAre, 1, features, kept(false));
    const information = (subject: Subject) =>
      subjectInformation(
        asTheyAre,
        features,
        run.foldOf,
        kept(true).filter(({ step }) => step.subject === subject),
        subject,
      );
    const densities = kept(true).filter(({ step }) => step.kind === 'DENSITY');
    const parts = decompose(asTheyAre, 1, features, densities, {
      first: information('first'),
      second: information('second'),
      both: information('both'),
    });
    expect(parts).toEqual(whole);
    expect(parts.columns.i12).not.toEqual(run.columns.i12); // the rounding reached them
  });

  it('keeps a sample whose scores are not finite to itself', async () => {
    const run = await finished;
    const broken = run.scored.map(({ step, result }) => {
      if (step.fold !== 0 || step.subject !== 'first') return { step, result };
      const values = result.values.slice();
      values.fill(NaN, 0, result.columns);
      return { step, result: { ...result, values } };
    });
    const sample = run.foldOf.indexOf(0);
    const after = decompose(asTheyAre, 1, features, broken);
    expect(nonFiniteReason(after.columns, sample)).toContain('i1 = NaN');
    const others = (values: Float64Array): Float64Array => values.filter((_, index) => index !== sample);
    // One of 2,000 samples less moves a weight by about 1/2000.
    for (const name of COLUMN_NAMES) {
      expect(worstError(others(after.columns[name]), others(run.columns[name]))).toBeLessThan(0.02);
    }
    expect(after.quality.first.logLoss).toBeCloseTo(run.quality.first.logLoss, 2);
    expect(after.surprisal.first.mean).toBeCloseTo(run.surprisal.first.mean, 2);
  });
});

describe('a run on the penguins', () => {
  it("has the mean information of scikit-learn's cross-fitted logistic regression", async () => {
    const features = penguins();
    const run = await runDecomposition(presets['accurate']!, 1, features);
    expect(features.classIndex.length).toBe(reference.penguins.rows);
    // Folds and models differ: over seeds 1 to 3 our means move by .01, .017, .007.
    for (const name of ['i1', 'i2', 'i12'] as const) {
      expect(Math.abs(mean(run.columns[name]) - reference.penguins[name].mean)).toBeLessThan(0.03);
    }
    expectIdentities(run);
  });
});

describe('a run on a small mixed data set', () => {
  const count = 300;
  const random = new Random(60, 'test/decompose');
  const classIndex = Int32Array.from({ length: count }, (_, sample) => sample % 2);
  const noise = normals(60, 'noise', 4 * count);
  const continuous = (columns: number, from: number): Matrix =>
    matrix(
      count,
      columns,
      noise.subarray(from, from + columns * count).map((value, index) => {
        const label = classIndex[Math.floor(index / columns)]!;
        return value + (index % columns === 0 ? 1.5 * label : 0);
      }),
    );
  const first = continuous(2, 0);
  const second = continuous(2, 2 * count);
  const discrete = matrix(
    count,
    1,
    Array.from(classIndex, (label) => (random.uniform() < 0.7 ? label : 2)),
  );
  const base: RunFeatures = { first, second, classIndex, classes: 2 };

  it('gives the same records bit for bit, and others for another seed', async () => {
    const [one, again, other] = [
      await runDecomposition(quick, 5, base),
      await runDecomposition(quick, 5, base),
      await runDecomposition(quick, 6, base),
    ];
    expect(again).toEqual(one);
    expect(other.columns).not.toEqual(one.columns);
  });

  it.each([
    ['multiplied by 1e6', 1e6, 0],
    ['multiplied by 1e-6', 1e-6, 0],
    ['moved by 1e4', 1, 1e4],
    ['moved by 1e12', 1, 1e12],
    ['multiplied by 3e307, differences beyond the largest number', 3e307, 0],
    ['multiplied by 1e-6 and moved by −3', 1e-6, -3],
  ])('moves its means by less than 1e-3 nats when columns are %s', async (_, scale, offset) => {
    const changed = (from: Matrix): Matrix =>
      matrix(
        from.rows,
        from.columns,
        Array.from(from.data, (value) => value * scale + offset),
      );
    const before = await runDecomposition(quick, 1, base);
    const after = await runDecomposition(quick, 1, { ...base, first: changed(first) });
    for (const name of COLUMN_NAMES) {
      expect(Math.abs(mean(after.columns[name]) - mean(before.columns[name]))).toBeLessThan(1e-3);
    }
  });

  it('takes a discrete and a continuous modality together', async () => {
    const run = await runDecomposition(quick, 1, { ...base, first: discrete });
    expectIdentities(run);
    const { i1, i2, i12 } = run.aggregates.overall.means!;
    // Seventy in a hundred labels are shown: .7 log 2.
    expect(Math.abs(i1 - 0.7 * Math.LN2)).toBeLessThan(0.05);
    expect(i12).toBeGreaterThan(Math.max(i1, i2));
    // The weight of the frequencies: they err a little to the side of caution.
    expect(run.quality.first.weights).toEqual([expect.closeTo(1.1, 0)]);
    const models = run.scored.map(
      ({ step, result }) => `${step.subject} ${String(result.diagnostics['model'])}`,
    );
    expect([...new Set(models)].sort()).toEqual([
      'both trained',
      'first frequency',
      'second mixture',
      'second trained',
    ]);
    expect(run.surprisal.first.gaussian).toBeNull();
    expect(run.surprisal.second.gaussian).not.toBeNull();
  });

  it('finds nothing in a constant modality', async () => {
    const run = await runDecomposition(quick, 1, { ...base, second: matrix(count, 3, new Float64Array(3 * count).fill(0.1)) }); // prettier-ignore
    const { i2, h2, i1, i12 } = run.aggregates.overall.means!;
    expect(Math.abs(i2)).toBeLessThan(0.01);
    // Nothing to be compared with: both modalities are equally surprising everywhere.
    expect(run.columns.h1).toEqual(run.columns.h2);
    expect(h2).toBeCloseTo(run.columns.h1[0]!, 12);
    expect(Math.abs(i12 - i1)).toBeLessThan(0.03);
  });

  it('finds nothing in labels that are noise', async () => {
    const shuffled = new Random(60, 'shuffled').shuffle(classIndex.slice());
    const run = await runDecomposition(quick, 1, { ...base, classIndex: shuffled });
    for (const name of ['i1', 'i2', 'i12'] as const) {
      expect(Math.abs(run.aggregates.overall.means![name])).toBeLessThan(0.03);
    }
  });

  it('barely moves when a column is there twice', async () => {
    const [plain, doubled] = [
      await runDecomposition(quick, 1, { ...base, first: matrix(count, 1, first.data.filter((_, i) => i % 2 === 0)) }), // prettier-ignore
      await runDecomposition(quick, 1, { ...base, first: matrix(count, 2, first.data.map((_, i, all) => all[i - (i % 2)]!)) }), // prettier-ignore
    ];
    const difference = (name: 'i1' | 'i12'): number =>
      Math.abs(doubled.aggregates.overall.means![name] - plain.aggregates.overall.means![name]);
    expect(difference('i1')).toBeLessThan(0.03);
    expect(difference('i12')).toBeLessThan(0.03);
    expect(doubled.aggregates.overall.nonFiniteCount).toBe(0);
  });

  const eight = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1);
  const rare = Int32Array.from({ length: 40 }, (_, sample) => (sample < 2 ? 2 : sample % 2));
  it.each([
    ['eight rows', eight, 2, 2, 2],
    ['eight rows of one column each', eight, 2, 1, 1],
    ['more columns than rows', eight, 2, 30, 1],
    ['a class of two rows with five folds', rare, 3, 2, 1],
  ])('gives finite records for %s', async (_, labels, classes, d1, d2) => {
    const rows = labels.length;
    const run = await runDecomposition(quick, 1, {
      first: matrix(rows, d1, normals(61, 'first', rows * d1)),
      second: matrix(rows, d2, normals(61, 'second', rows * d2)),
      classIndex: labels,
      classes,
    });
    expect(run.aggregates.overall).toMatchObject({ count: rows, nonFiniteCount: 0 });
    expect(run.aggregates.classes.map((group) => group.nonFiniteCount)).toEqual(new Array(classes).fill(0));
    expectIdentities(run);
  });

  it('keeps a value that overflows float32 once standardised to its own sample', async () => {
    // −3.4e38, the "no data" of float32 rasters, in one row of a column of small numbers.
    const data = Float32Array.from(first.data, (value) => value / 100);
    data[2 * 17] = -3.4028234663852886e38;
    const run = await runDecomposition(quick, 1, { ...base, first: { ...first, data } });
    expect(run.aggregates.overall.nonFiniteCount).toBeLessThanOrEqual(1);
    expect(Number.isFinite(run.quality.first.logLoss)).toBe(true);
    expect(Number.isFinite(run.surprisal.first.mean)).toBe(true);
  });
});
