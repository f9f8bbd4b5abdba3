import { describe, expect, it } from 'vitest';
import { InputFailure } from '../../../src/domain/failure.js';
import {
  bootstrapIntervals,
  type GroupIntervals,
  type Interval,
} from '../../../src/estimation/uncertainty/bootstrap.js';
import { evidence } from '../../../src/estimation/decomposition.js';
import {
  COLUMN_NAMES,
  decomposeSamples,
  primitivesAt,
  type InteractionColumns,
} from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import { fixedModels } from '../fixed-models.js';
import { float64, integers, mean, normals } from '../numbers.js';
import { randomColumns } from '../random-columns.js';
import { uncertaintyReference } from '../uncertainty-reference.js';

/** Half the width of a 90% interval of a normal, in standard deviations. */
const Z = 1.6448536;
const options = { draws: 1000, confidence: 0.9 };
const oneClass = (count: number): Int32Array => new Int32Array(count);

/** Every interval that does not depend on the adjustment, with the values whose mean it is of. */
function plainIntervals(group: GroupIntervals, columns: InteractionColumns) {
  const evidenceOf = (part: 'r' | 'u1' | 'u2' | 's'): Float64Array =>
    columns.r.map((_, sample) => evidence(primitivesAt(columns, sample))[part]);
  return [
    ...(['r', 'u1', 'u2', 's'] as const).flatMap((part) => [
      { name: `raw ${part}`, interval: group.raw[part], values: columns[part] },
      { name: `evidence ${part}`, interval: group.evidence[part], values: evidenceOf(part) },
    ]),
    ...(['i1', 'i2', 'i12'] as const).map((name) => ({
      name,
      interval: group.information[name],
      values: columns[name],
    })),
  ];
}

function standardDeviation(values: Float64Array): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) ** 2)));
}

function take(columns: InteractionColumns, samples: Int32Array): InteractionColumns {
  return Object.fromEntries(
    COLUMN_NAMES.map((name) => [name, Float64Array.from(samples, (sample) => columns[name][sample]!)]),
  ) as InteractionColumns;
}

/** Samples that are all the same. */
function constant(count: number, i1: number, i2: number, i12: number): InteractionColumns {
  const all = (value: number): Float64Array => new Float64Array(count).fill(value);
  return decomposeSamples({ i1: all(i1), i2: all(i2), i12: all(i12), h1: all(1), h2: all(2) });
}

describe('bootstrapIntervals', () => {
  it("has SciPy's percentile intervals, raw, adjusted, evidence and information", () => {
    const { count, shift, draws, confidence, intervals } = uncertaintyReference.bootstrap;
    const drawn = normals(41, 'test/bootstrap', 5 * count);
    const column = (index: number): Float64Array =>
      Float64Array.from({ length: count }, (_, sample) => drawn[5 * sample + index]! + shift[index]!);
    const columns = decomposeSamples({
      i1: column(0),
      i2: column(1),
      i12: column(2),
      h1: column(3),
      h2: column(4),
    });
    const { overall } = bootstrapIntervals(
      [fixedModels(columns)],
      oneClass(count),
      1,
      { draws, confidence },
      3,
    );
    expect(Object.keys(intervals)).toHaveLength(8);
    for (const [name, known] of Object.entries(intervals)) {
      const [group, part] = name.split('.') as ['raw', 'r'];
      // An end of 20,000 draws has a standard deviation of .015 standard errors, here and there: 5σ.
      expect(Math.abs(overall![group][part].low - known.low)).toBeLessThan(0.1 * known.standardError);
      expect(Math.abs(overall![group][part].high - known.high)).toBeLessThan(0.1 * known.standardError);
    }
  });

  it.each([1000, 20_000])('is as wide as the normal approximation for %d samples', (count) => {
    const columns = randomColumns(count, 'bootstrap/normal', [0.5, 0.3, 1, 0, 0]);
    const { overall } = bootstrapIntervals(
      [fixedModels(columns)],
      oneClass(count),
      1,
      { draws: 4000, confidence: 0.9 },
      1,
    );
    for (const { interval, values } of plainIntervals(overall!, columns)) {
      const standardError = standardDeviation(values) / Math.sqrt(count);
      // 4000 draws place each end within .034 standard errors, blocks the width within .8%: about 5σ.
      const width = (interval.high - interval.low) / (2 * Z * standardError);
      expect(Math.abs(width - 1)).toBeLessThan(0.08);
      const center = (interval.high + interval.low) / 2;
      expect(Math.abs(center - mean(values))).toBeLessThan(0.15 * standardError);
    }
  });

  it('is as wide for large files sorted by value and by class, over all and by class', () => {
    const count = 30_000;
    const columns = randomColumns(count, 'bootstrap/sorted');
    columns.i1.sort();
    // Two large classes and one of 12 samples; the first two have means far apart.
    const classIndex = Int32Array.from({ length: count }, (_, s) => (s < 12 ? 2 : s < 15_000 ? 0 : 1));
    const intervals = bootstrapIntervals(
      [fixedModels(columns)],
      classIndex,
      3,
      { draws: 4000, confidence: 0.9 },
      1,
    );
    const ratio = ({ low, high }: Interval, values: Float64Array): number =>
      (high - low) / (2 * Z * (standardDeviation(values) / Math.sqrt(values.length)));
    const of = (label: number): Float64Array => columns.i1.filter((_, s) => classIndex[s] === label);
    expect(Math.abs(ratio(intervals.overall!.information.i1, columns.i1) - 1)).toBeLessThan(0.08);
    expect(Math.abs(ratio(intervals.classes[0]!.information.i1, of(0)) - 1)).toBeLessThan(0.08);
    expect(Math.abs(ratio(intervals.classes[1]!.information.i1, of(1)) - 1)).toBeLessThan(0.08);
    // A mean over a random number of samples, 12 on average, is a little wider.
    expect(Math.abs(ratio(intervals.classes[2]!.information.i1, of(2)) - 1)).toBeLessThan(0.2);
  });

  it('covers the truth about as often as it says, over all and by class', () => {
    const population = randomColumns(5000, 'bootstrap/population', [0.5, 0.3, 1, 0, 0]);
    const classOf = Int32Array.from({ length: 5000 }, (_, sample) => (sample < 1500 ? 0 : 1));
    const random = new Random(5, 'test/bootstrap/coverage');
    const [replicates, count] = [200, 150];
    const covered = new Map<string, number>();
    const tally = (group: string, intervals: GroupIntervals, truth: InteractionColumns): void => {
      for (const { name, interval, values } of plainIntervals(intervals, truth)) {
        const inside = interval.low <= mean(values) && mean(values) <= interval.high;
        covered.set(`${group} ${name}`, (covered.get(`${group} ${name}`) ?? 0) + (inside ? 1 : 0));
      }
    };
    const members = integers(Array.from({ length: 1500 }, (_, sample) => sample));
    for (let replicate = 0; replicate < replicates; replicate += 1) {
      const samples = Int32Array.from({ length: count }, () => random.integer(5000));
      const labels = samples.map((sample) => classOf[sample]!);
      const intervals = bootstrapIntervals(
        [fixedModels(take(population, samples))],
        labels,
        2,
        { draws: 300, confidence: 0.9 },
        replicate,
      );
      tally('overall', intervals.overall!, population);
      tally('class', intervals.classes[0]!, take(population, members));
    }
    expect(covered.size).toBe(22);
    // 90% ± 3.5 standard deviations of a share of 200; small samples cost the percentile bootstrap 1-2%.
    for (const hits of covered.values()) {
      expect(hits / replicates).toBeGreaterThan(0.81);
      expect(hits / replicates).toBeLessThan(0.975);
    }
  });

  it('holds the spread of repetitions besides that of samples', () => {
    const count = 2000;
    const base = randomColumns(count, 'bootstrap/repetitions');
    const repetitions = [-1, 0, 1].map((shift) =>
      decomposeSamples({ ...base, i1: base.i1.map((value) => value + shift) }),
    );
    const { overall } = bootstrapIntervals(
      repetitions.map(fixedModels),
      oneClass(count),
      1,
      { ...options, draws: 4000 },
      1,
    );
    const standardError = standardDeviation(base.i1) / Math.sqrt(count);
    // 5% of all draws are 15% of those from the lowest repetition: 1.036 standard errors below its mean.
    const reach = 1 + 1.0364 * standardError;
    expect(Math.abs(overall!.information.i1.low - (mean(base.i1) - reach))).toBeLessThan(0.4 * standardError);
    expect(Math.abs(overall!.information.i1.high - (mean(base.i1) + reach))).toBeLessThan(
      0.4 * standardError,
    );
  });

  it('is neither centred nor corrected: no end leaves the range of the samples', () => {
    const i1 = float64([0, 0, 0, 0, 0, 0, 0, 8]);
    const columns = decomposeSamples({ ...constant(8, 0, 0, 0), i1 });
    const { overall } = bootstrapIntervals(
      [fixedModels(columns)],
      oneClass(8),
      1,
      { ...options, draws: 4000 },
      1,
    );
    // Draws have a binomial number of eights (8 trials of 1/8): 34% none, 93.3% two at most, 98.9% three.
    expect(overall!.information.i1).toEqual({ low: 0, high: 3 });
  });

  it('adjusts each draw by its own offset, and classes by that of the whole draw', () => {
    const first = constant(50, 0.6, 0.2, 1);
    const second = constant(50, 0.7, 0.6, 1.5);
    const columns = Object.fromEntries(
      COLUMN_NAMES.map((name) => [name, float64([...first[name], ...second[name]])]),
    ) as InteractionColumns;
    const classIndex = Int32Array.from({ length: 100 }, (_, sample) => (sample < 50 ? 0 : 1));
    const { overall, classes } = bootstrapIntervals([fixedModels(columns)], classIndex, 2, options, 1);
    // h1 < h2, so r = i1 and U2 is negative in every draw: adjusted R is I2, adjusted U2 is 0.
    expect(overall!.adjusted.r.low).toBeCloseTo(overall!.information.i2.low, 12);
    expect(overall!.adjusted.r.high).toBeCloseTo(overall!.information.i2.high, 12);
    expect([overall!.adjusted.u2.low, overall!.adjusted.u2.high].map(Math.abs)).toEqual([
      expect.closeTo(0, 12),
      expect.closeTo(0, 12),
    ]);
    // Within a class nothing varies but the offset, which is the same for both.
    for (const part of ['r', 'u1', 'u2', 's'] as const) {
      const shifts = classes.map((group) => {
        expect(group!.raw[part].high - group!.raw[part].low).toBeLessThan(1e-12);
        return [
          group!.adjusted[part].low - group!.raw[part].low,
          group!.adjusted[part].high - group!.raw[part].low,
        ];
      });
      expect(shifts[0]![1]! - shifts[0]![0]!).toBeGreaterThan(0.01);
      expect(shifts[0]![0]).toBeCloseTo(shifts[1]![0]!, 12);
      expect(shifts[0]![1]).toBeCloseTo(shifts[1]![1]!, 12);
    }
  });

  it('depends on the seed alone', () => {
    const columns = randomColumns(300, 'bootstrap/seed');
    const intervals = (seed: number) =>
      bootstrapIntervals(
        [fixedModels(columns), fixedModels(columns)],
        oneClass(300),
        1,
        { draws: 50, confidence: 0.5 },
        seed,
      );
    expect(intervals(1)).toEqual(intervals(1));
    expect(intervals(1)).not.toEqual(intervals(2));
  });

  it('narrows with less confidence', () => {
    const columns = randomColumns(300, 'bootstrap/seed');
    const of = (confidence: number): Interval =>
      bootstrapIntervals([fixedModels(columns)], oneClass(300), 1, { draws: 500, confidence }, 1).overall!.raw
        .r;
    const [half, most] = [of(0.5), of(0.95)];
    expect(most.low).toBeLessThan(half.low);
    expect(most.high).toBeGreaterThan(half.high);
  });
});

describe('bootstrapIntervals of samples that are not finite', () => {
  it.each([NaN, Infinity, -Infinity])('leaves out samples with %d, whichever value it is', (bad) => {
    for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
      const columns = constant(20, 0.5, 0.25, 1);
      columns[name][3] = bad;
      const { overall, classes } = bootstrapIntervals(
        [fixedModels(decomposeSamples(columns))],
        oneClass(20),
        1,
        options,
        1,
      );
      for (const group of [overall!, classes[0]!]) {
        expect(group.information.i12).toEqual({ low: 1, high: 1 });
        expect(group.raw.r).toEqual({ low: 0.5, high: 0.5 });
        expect(group.evidence.r).toEqual({ low: 0.25, high: 0.25 });
      }
    }
  });

  it('has null for a class without finite samples, and a point for a class of one', () => {
    const columns = randomColumns(30, 'bootstrap/classes');
    const classIndex = integers(Array.from({ length: 30 }, (_, s) => (s === 4 ? 1 : s === 9 ? 2 : 0)));
    columns.h1[9] = NaN;
    const { overall, classes } = bootstrapIntervals([fixedModels(columns)], classIndex, 4, options, 1);
    expect(overall).not.toBeNull();
    expect(classes.map((group) => group === null)).toEqual([false, false, true, true]);
    // 36% of the draws miss the one sample; the others all have its value.
    expect(classes[1]!.information.i1.low).toBeCloseTo(columns.i1[4]!, 14);
    expect(classes[1]!.information.i1.high).toBeCloseTo(columns.i1[4]!, 14);
  });

  it('leaves out a repetition without finite samples', () => {
    const columns = randomColumns(40, 'bootstrap/broken');
    const broken = { ...columns, i12: new Float64Array(40).fill(NaN) };
    const of = (repetitions: readonly InteractionColumns[]) =>
      bootstrapIntervals(repetitions.map(fixedModels), oneClass(40), 1, options, 1);
    expect(of([broken, columns, broken])).toEqual(of([columns]));
    expect(of([broken])).toEqual({ overall: null, classes: [null] });
    expect(of([])).toEqual({ overall: null, classes: [null] });
  });
});

describe('bootstrapIntervals refuses', () => {
  const columns = constant(4, 1, 1, 1);
  const call = (draws: number, confidence: number) => () =>
    bootstrapIntervals([fixedModels(columns)], oneClass(4), 1, { draws, confidence }, 1);

  it.each([0, -1, 1.5, NaN, Infinity])('%d draws', (draws) => {
    expect(call(draws, 0.9)).toThrow(InputFailure);
    expect(call(draws, 0.9)).toThrow(`${String(draws)}; expected an integer of 1 or more`);
  });

  it.each([0, 1, -0.1, 90, NaN])('a confidence of %d', (confidence) => {
    expect(call(10, confidence)).toThrow(InputFailure);
    expect(call(10, confidence)).toThrow(`${String(confidence)}; expected a number above 0 and below 1`);
  });
});
