import { describe, expect, it } from 'vitest';
import { addLogProbabilities } from '../../../src/estimation/log-softmax.js';
import { logClassPrior } from '../../../src/estimation/classifiers/pointwise-information.js';
import { Random } from '../../../src/estimation/random.js';
import type { CandidateScores } from '../../../src/estimation/classifiers/pool-loss.js';
import { fitPool, poolScores } from '../../../src/estimation/classifiers/score-pool.js';
import { expectClose, float64, integers, mean, normals, range } from '../numbers.js';
import { reference } from '../reference.js';

/** Labels of three unequal classes, and candidates that see them more or less well. */
function scoresOf(rows: number, strengths: readonly number[], seed: number): CandidateScores {
  const random = new Random(seed, 'score-pool/labels');
  const classIndex = Int32Array.from({ length: rows }, () => Math.min(2, random.integer(4)));
  const logPrior = logClassPrior(classIndex, 3);
  const columns = strengths.map((strength, k) => {
    const logits = normals(seed, `score-pool/${k}`, 3 * rows).map(
      (value, index) => value + (classIndex[Math.floor(index / 3)] === index % 3 ? strength : 0),
    );
    const logProbabilities = new Float64Array(3 * rows);
    addLogProbabilities(logProbabilities, logits, 3, 1);
    return logProbabilities;
  });
  return { values: sideBySide(columns, 3), candidates: strengths.length, classIndex, logPrior };
}

/** `[N, C]` of each candidate as `[N, K·C]`. */
function sideBySide(columns: readonly Float64Array[], classes: number): Float64Array {
  const rows = columns[0]!.length / classes;
  const values = new Float64Array(rows * columns.length * classes);
  columns.forEach((column, k) => {
    for (const row of range(rows)) {
      values.set(column.subarray(row * classes, (row + 1) * classes), (row * columns.length + k) * classes);
    }
  });
  return values;
}

/** Mean −log p(y|x) of the pool, straight from its definition. */
function logLoss(scores: CandidateScores, weights: readonly number[]): number {
  const { values, candidates, classIndex, logPrior } = scores;
  const classes = logPrior.length;
  return mean(
    Array.from(classIndex, (label, row) => {
      const products = Array.from(logPrior, (prior, c) =>
        weights.reduce(
          (product, weight, k) =>
            product * Math.exp(values[(row * candidates + k) * classes + c]! - prior) ** weight,
          Math.exp(prior),
        ),
      );
      return -Math.log(products[label]! / products.reduce((sum, value) => sum + value, 0));
    }),
  );
}

describe('fitPool', () => {
  it.each(reference.temperature)(
    "is SciPy's temperature where classes are equal and candidates one",
    (scipy) => {
      const pool = fitPool({
        values: float64(scipy.logits),
        candidates: 1,
        classIndex: integers(scipy.labels),
        logPrior: new Float64Array(scipy.classes).fill(-Math.log(scipy.classes)),
      });
      expect(1 / pool.weights[0]!).toBeCloseTo(scipy.temperature, 4);
      expect(pool.logLoss).toBeCloseTo(scipy.logLoss, 9);
    },
  );

  it.each([1, 2, 3])('has no more loss than any two weights of a grid, seed %i', (seed) => {
    const scores = scoresOf(150, [1.5, 1], seed);
    const { weights, logLoss: loss } = fitPool(scores);
    expect(loss).toBeCloseTo(logLoss(scores, [...weights]), 12);
    let best = { loss: Infinity, weights: [0, 0] };
    for (let first = 0; first <= 3; first += 0.1) {
      for (let second = 0; second <= 3; second += 0.1) {
        const found = logLoss(scores, [first, second]);
        if (found < best.loss) best = { loss: found, weights: [first, second] };
      }
    }
    expect(loss).toBeLessThanOrEqual(best.loss + 1e-12);
    for (const k of [0, 1]) expect(Math.abs(weights[k]! - best.weights[k]!)).toBeLessThanOrEqual(0.1);
  });

  it.each([1, 2, 3])('has no slope along weights above 0, three candidates, seed %i', (seed) => {
    const scores = scoresOf(300, [1.5, 1, 0.7], seed);
    const weights = [...fitPool(scores).weights];
    expect(weights.every((weight) => weight > 0)).toBe(true);
    weights.forEach((_, k) => {
      const beside = (by: number): number => logLoss(scores, weights.map((w, other) => w + (other === k ? by : 0))); // prettier-ignore
      // The fit ends when a step would gain 1e-10: slopes of 1e-5 at most.
      expect(Math.abs(beside(1e-4) - beside(-1e-4)) / 2e-4).toBeLessThan(1e-4);
    });
  });

  it('undoes exaggeration: stretched over the prior fourfold, a weight is a quarter', () => {
    const scores = scoresOf(400, [1.5], 4);
    const stretched = {
      ...scores,
      values: scores.values.map((value, index) => {
        const prior = scores.logPrior[index % 3]!;
        return prior + 4 * (value - prior);
      }),
    };
    const [plain, quarter] = [fitPool(scores), fitPool(stretched)];
    expect(quarter.weights[0]).toBeCloseTo(plain.weights[0]! / 4, 4);
    expect(quarter.logLoss).toBeCloseTo(plain.logLoss, 9);
  });

  it('gives candidates that know nothing no weight, alone and beside one that does', () => {
    let [alone, beside] = [0, 0];
    for (const seed of range(100)) {
      const noise = fitPool(scoresOf(200, [0, 0], seed));
      if (noise.weights.every((weight) => weight === 0)) {
        alone += 1;
        const { logPrior, classIndex } = scoresOf(200, [0, 0], seed);
        expect(noise.logLoss).toBeCloseTo(-mean(Array.from(classIndex, (label) => logPrior[label]!)), 12);
      }
      const { weights } = fitPool(scoresOf(200, [1.5, 0], seed));
      expect(weights[0]).toBeGreaterThan(0);
      if (weights[1] === 0) beside += 1;
    }
    // By chance a weight is positive and worth more than one parameter: P(χ²₁ > 2) / 2 = .08 for each candidate.
    expect(alone).toBeGreaterThan(75);
    expect(beside).toBeGreaterThan(80);
  });

  it('never takes negative weights, where scores say the opposite', () => {
    const scores = scoresOf(200, [-2], 5);
    expect(fitPool(scores).weights).toEqual(Float64Array.of(0));
  });

  it('takes one of two equal candidates, or shares one weight between them', () => {
    const one = scoresOf(200, [1.5], 6);
    const column = one.values;
    const twice = { ...one, values: sideBySide([column, column], 3), candidates: 2 };
    const [alone, both] = [fitPool(one), fitPool(twice)];
    expect(both.weights[0]! + both.weights[1]!).toBeCloseTo(alone.weights[0]!, 6);
    expect(both.logLoss).toBeCloseTo(alone.logLoss, 10);
    expectClose(poolScores(twice, both.weights), poolScores(one, alone.weights), 1e-6);
  });

  it('leaves rows out whose scores are not finite, of whatever candidate', () => {
    const scores = scoresOf(120, [1.5, 1], 7);
    const broken = scores.values.slice();
    [broken[0], broken[6 * 50 + 4], broken[6 * 119 + 5]] = [NaN, -Infinity, Infinity];
    const kept = range(120).filter((row) => ![0, 50, 119].includes(row));
    const without: CandidateScores = {
      ...scores,
      values: Float64Array.from(
        [...kept].flatMap((row) => [...scores.values.subarray(6 * row, 6 * row + 6)]),
      ),
      classIndex: kept.map((row) => scores.classIndex[row]!),
    };
    expect(fitPool({ ...scores, values: broken })).toEqual(fitPool(without));
  });

  it.each([
    ['no row is usable', float64([NaN, NaN, NaN, NaN]), 1],
    ['there is no candidate', float64([]), 0],
  ])('learns nothing where %s', (_, values, candidates) => {
    const pool = fitPool({
      values,
      candidates,
      classIndex: integers([0, 1]),
      logPrior: float64([Math.log(0.5), Math.log(0.5)]),
    });
    expect(pool.weights).toEqual(new Float64Array(candidates));
  });

  it.each([
    ['certain and right', 1e4],
    ['certain and wrong half of the time', -1e4],
  ])('stays finite where scores are %s', (_, last) => {
    const values = float64([0, -1e4, -1e4, 0, 0, -1e4, last, 0]);
    const scores = { values, candidates: 1, classIndex: integers([0, 1, 0, 0]), logPrior: float64([0.75, 0.25].map(Math.log)) }; // prettier-ignore
    const { weights, logLoss: loss } = fitPool(scores);
    expect(Number.isFinite(weights[0]!) && weights[0]! >= 0).toBe(true);
    expect(loss).toBeGreaterThanOrEqual(0);
    expect(loss).toBeLessThanOrEqual(-0.75 * Math.log(0.75) - 0.25 * Math.log(0.25) + 1e-12);
    expect(poolScores(scores, weights).every((score) => score <= 1e-12)).toBe(true);
  });

  it('sees rows of every kind in data too large to look at whole, whatever their order', () => {
    // Twice the rows looked at, and only every other one says anything of the class.
    const rows = 200_000;
    const random = new Random(91, 'score-pool/large');
    const classIndex = Int32Array.from({ length: rows }, () => random.integer(2));
    const noise = normals(92, 'score-pool/large', rows);
    const fitIn = (order: Int32Array): number => {
      const labels = order.map((sample) => classIndex[sample]!);
      const logits = new Float64Array(2 * rows);
      // N(±½, ¼): log odds of 4x.
      order.forEach((sample, row) => {
        const centre = sample % 2 === 0 ? classIndex[sample]! - 0.5 : 0;
        logits[2 * row + 1] = 4 * (centre + 0.5 * noise[sample]!);
      });
      const values = new Float64Array(2 * rows);
      addLogProbabilities(values, logits, 2, 1);
      const logPrior = logClassPrior(labels, 2);
      return fitPool({ values, candidates: 1, classIndex: labels, logPrior }).weights[0]!;
    };
    const [asTheyCome, shuffled] = [fitIn(range(rows)), fitIn(random.permutation(rows))];
    expect(Math.abs(asTheyCome - shuffled)).toBeLessThan(0.02);
    expect(asTheyCome).toBeLessThan(0.6);
  });
});

describe('poolScores', () => {
  const scores = scoresOf(20, [1.5, 1], 8);
  const priorOf = (row: number): Float64Array =>
    poolScores(scores, float64([0, 0])).subarray(3 * row, 3 * row + 3);

  it('is the prior without weights, exactly', () => {
    for (const row of range(20)) expectClose(priorOf(row), scores.logPrior, 1e-15);
  });

  it('is a candidate itself with weight 1', () => {
    const second = Float64Array.from(
      range(60),
      (index) => scores.values[6 * Math.floor(index / 3) + 3 + (index % 3)]!,
    );
    expectClose(poolScores(scores, float64([0, 1])), second, 1e-14);
  });

  it('shrinks towards the prior, not towards equal classes, as a weight falls', () => {
    const distance = (weight: number): number =>
      mean(
        poolScores(scores, float64([weight, 0])).map((score, index) => {
          const away = score - scores.logPrior[index % 3]!;
          return away * away;
        }),
      );
    const path = [1, 0.5, 0.1, 0.01, 0].map(distance);
    for (const step of range(4)) expect(path[step + 1]).toBeLessThan(path[step]!);
    expect(path[4]).toBeLessThan(1e-28);
  });

  it('is normalised in every row', () => {
    const pooled = poolScores(scores, float64([2.5, 0.3]));
    for (const row of range(20)) {
      const sum = pooled.subarray(3 * row, 3 * row + 3).reduce((total, score) => total + Math.exp(score), 0);
      expect(sum).toBeCloseTo(1, 14);
    }
  });

  it('is not a number where a candidate with weight is not, and only there', () => {
    const broken = { ...scores, values: scores.values.slice() };
    broken.values[6 * 3 + 1] = NaN; // the first candidate's
    const pooled = poolScores(broken, float64([1, 1]));
    expect(pooled.findIndex(Number.isNaN)).toBe(9);
    expect(pooled.filter(Number.isNaN).length).toBe(3);
    expect(poolScores(broken, float64([0, 1])).some(Number.isNaN)).toBe(false);
  });
});
