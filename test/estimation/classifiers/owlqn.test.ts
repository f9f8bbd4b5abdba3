import { describe, expect, it } from 'vitest';
import { plainLogisticSession } from '../../../src/estimation/engines/plain/logistic-session.js';
import type { CurvaturePair } from '../../../src/estimation/classifiers/curvature.js';
import {
  minimizeOwlqn,
  type MinimizeOptions,
  type Objective,
} from '../../../src/estimation/classifiers/owlqn.js';
import { linearReference } from '../linear-reference.js';
import { expectClose, float64, integers, mean, normals, range, standardized } from '../numbers.js';

const smooth: MinimizeOptions = {
  lasso: 0,
  ridge: 0,
  penalized: 0,
  maxIterations: 500,
  tolerance: 1e-9,
  leastGain: 0,
};

/** ½ (w − m)ᵀ A (w − m) with A = diag(curvatures) + a·11ᵀ. */
function quadratic(minimum: Float64Array, curvatures: Float64Array, a: number): Objective {
  return (point) => {
    const away = point.map((value, index) => value - minimum[index]!);
    const sum = away.reduce((total, value) => total + value, 0);
    const gradient = away.map((value, index) => curvatures[index]! * value + a * sum);
    const value = away.reduce((total, each, index) => total + (each * gradient[index]!) / 2, 0);
    return Promise.resolve({ value, gradient });
  };
}

/** Counts evaluations, and fails on a point that is not finite. */
function watched(objective: Objective): { objective: Objective; calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    objective: (point) => {
      calls += 1;
      expect(point.every(Number.isFinite)).toBe(true);
      return objective(point);
    },
  };
}

describe('minimizeOwlqn without a lasso', () => {
  const size = 30;
  const target = normals(80, 'owlqn/target', size);

  it.each([
    ['round', 1, 0],
    ['stretched a thousandfold', 1e3, 0],
    ['correlated', 10, 5],
  ])('finds the minimum of a %s quadratic', async (_, stretch, a) => {
    const curvatures = Float64Array.from(range(size), (index) => stretch ** (index / (size - 1)));
    const { objective, calls } = watched(quadratic(target, curvatures, a));
    const found = await minimizeOwlqn(objective, new Float64Array(size), smooth);
    expect(found.converged).toBe(true);
    expectClose(found.point, target, 1e-8);
    expect(found.value).toBeLessThan(1e-14);
    // L-BFGS takes the full step but now and then.
    expect(calls()).toBeLessThan(2 * found.iterations + 5);
  });

  it('ends where ten iterations have gained less than is asked', async () => {
    const curvatures = Float64Array.from(range(size), (index) => 1e3 ** (index / (size - 1)));
    const objective = quadratic(target, curvatures, 0);
    const start = new Float64Array(size);
    const values: number[] = [];
    for (let maxIterations = 0; maxIterations < 80; maxIterations += 1) {
      values.push((await minimizeOwlqn(objective, start, { ...smooth, maxIterations })).value);
    }
    const first = values.findIndex((value, at) => at >= 10 && values[at - 10]! - value < 1);
    const found = await minimizeOwlqn(objective, start, { ...smooth, leastGain: 1 });
    expect(first).toBeGreaterThan(10);
    expect([found.iterations, found.converged]).toEqual([first, true]);
    expect(found.value).toBe(values[first]);
  });

  it("comes down Rosenbrock's valley", async () => {
    const objective: Objective = ([x, y]) =>
      Promise.resolve({
        value: (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2,
        gradient: Float64Array.of(-2 * (1 - x!) - 400 * x! * (y! - x! ** 2), 200 * (y! - x! ** 2)),
      });
    const found = await minimizeOwlqn(objective, Float64Array.of(-1.2, 1), smooth);
    expect(found.converged).toBe(true);
    expectClose(found.point, [1, 1], 1e-8);
  });

  it('stops at once where it starts at the minimum, and where there is nothing to move', async () => {
    const objective = quadratic(target, target.map(Math.abs), 0);
    const there = await minimizeOwlqn(objective, target, smooth);
    expect([there.iterations, there.converged, there.value]).toEqual([0, true, 0]);
    const nowhere = await minimizeOwlqn(quadratic(float64([]), float64([]), 0), float64([]), smooth);
    expect([nowhere.iterations, nowhere.converged]).toEqual([0, true]);
  });

  it('says so when the iterations run out, at a point better than the start', async () => {
    const curvatures = Float64Array.from(range(size), (index) => 1e4 ** (index / (size - 1)));
    const objective = quadratic(target, curvatures, 0);
    const found = await minimizeOwlqn(objective, new Float64Array(size), { ...smooth, maxIterations: 5 });
    expect([found.iterations, found.converged]).toEqual([5, false]);
    expect(found.value).toBeLessThan((await objective(new Float64Array(size))).value);
  });

  it('ends where rounding hides any lower point, though the tolerance asks for more', async () => {
    const found = await minimizeOwlqn(quadratic(target, target.map((v) => 1e6 + v), 1e6), new Float64Array(size), { ...smooth, tolerance: 0 }); // prettier-ignore
    expect(found.converged).toBe(true);
    expectClose(found.point, target, 1e-7);
  });

  it('is quicker with the curvature seen under another penalty, at the same minimum', async () => {
    const curvatures = Float64Array.from(range(size), (index) => 10 ** (index / (size - 1)));
    const pairs: CurvaturePair[] = [];
    const from = new Float64Array(size);
    const ridge = { ...smooth, penalized: 20, ridge: 3, tolerance: 1e-5 };
    await minimizeOwlqn(quadratic(target, curvatures, 0), from, { ...ridge, ridge: 5 }, pairs);
    expect(pairs.length).toBeGreaterThan(5);
    const cold = await minimizeOwlqn(quadratic(target, curvatures, 0), from, ridge);
    const warm = await minimizeOwlqn(quadratic(target, curvatures, 0), from, ridge, pairs);
    // Of a separable quadratic: a m / (a + λ).
    const expected = target.map((value, index) =>
      index < 20 ? (value * curvatures[index]!) / (curvatures[index]! + 3) : value,
    );
    expectClose(cold.point, expected, 1e-5);
    expectClose(warm.point, expected, 1e-5);
    expect(warm.iterations).toBeLessThan(cold.iterations);
  });

  it('forgets curvature that does not hold', async () => {
    const wrong = { step: normals(82, 'owlqn/step', size), change: normals(82, 'owlqn/step', size) };
    wrong.change.forEach((value, index) => (wrong.change[index] = 1e-12 * value));
    const curvatures = target.map((value) => 1 + Math.abs(value));
    const found = await minimizeOwlqn(quadratic(target, curvatures, 0), new Float64Array(size), smooth, [
      wrong,
    ]);
    expect(found.converged).toBe(true);
    expectClose(found.point, target, 1e-8);
  });

  it('leaves the start as it was', async () => {
    const start = new Float64Array(size);
    await minimizeOwlqn(quadratic(target, target.map(Math.abs), 0), start, smooth);
    expect(start).toEqual(new Float64Array(size));
  });
});

describe('minimizeOwlqn with a lasso', () => {
  const size = 40;
  const target = normals(81, 'owlqn/lasso', size);
  const curvatures = Float64Array.from(range(size), (index) => 1 + (index % 7));
  /** Of separable quadratics: sign(m) max(0, |m| − λ/a). */
  const softThreshold = (lasso: number, penalized: number): Float64Array =>
    target.map((value, index) =>
      index < penalized
        ? Math.sign(value) * Math.max(0, Math.abs(value) - lasso / curvatures[index]!)
        : value,
    );

  it.each([
    [0.01, size],
    [0.7, size],
    [0.7, 25],
    [3, 25],
  ])('soft-thresholds a separable quadratic: λ = %d, the first %d penalised', async (lasso, penalized) => {
    const objective = quadratic(target, curvatures, 0);
    const options = { ...smooth, lasso, penalized };
    for (const start of [new Float64Array(size), normals(81, 'owlqn/start', size)]) {
      const found = await minimizeOwlqn(objective, start, options);
      const expected = softThreshold(lasso, penalized);
      expect(found.converged).toBe(true);
      expectClose(found.point, expected, 1e-8);
      // Zero is zero, not a small number.
      expect(found.point.map((value) => (value === 0 ? 1 : 0))).toEqual(
        expected.map((value) => (value === 0 ? 1 : 0)),
      );
      const size1 = expected.subarray(0, penalized).reduce((sum, value) => sum + Math.abs(value), 0);
      expect(found.value).toBeCloseTo((await objective(expected)).value + lasso * size1, 9);
    }
  });

  it('leaves no weight from the largest slope at zero on, and one just below it', async () => {
    const objective = quadratic(target, curvatures, 0.3);
    const { gradient } = await objective(new Float64Array(size));
    const most = Math.max(...gradient.map(Math.abs));
    const at = async (lasso: number): Promise<number> => {
      const { point } = await minimizeOwlqn(objective, new Float64Array(size), {
        ...smooth,
        lasso,
        penalized: size,
      });
      return point.filter((value) => value !== 0).length;
    };
    expect(await at(most * 1.0001)).toBe(0);
    expect(await at(most * 0.999)).toBe(1);
  });

  it('meets the conditions of a minimum where variables are correlated', async () => {
    const objective = quadratic(target, curvatures, 0.3);
    const lasso = 0.8;
    const { point, converged } = await minimizeOwlqn(objective, new Float64Array(size), {
      ...smooth,
      lasso,
      penalized: size,
    });
    expect(converged).toBe(true);
    const { gradient } = await objective(point);
    point.forEach((value, index) => {
      if (value !== 0) expect(gradient[index]! + lasso * Math.sign(value)).toBeCloseTo(0, 8);
      else expect(Math.abs(gradient[index]!)).toBeLessThanOrEqual(lasso + 1e-9);
    });
    expect(point.some((value) => value === 0) && point.some((value) => value !== 0)).toBe(true);
  });
});

describe("minimizeOwlqn against scikit-learn's logistic regression", () => {
  const { columns, classes, features, labels, cases } = linearReference.logistic;
  const rows = labels.length;
  const session = plainLogisticSession({
    features: standardized(rows, columns, features),
    labels: integers(labels),
    classes,
  });

  it.each(cases)('$kind, strength $strength', async ({ kind, strength, weights, biases, loss, value }) => {
    const count = columns * classes;
    const objective: Objective = async (point) => {
      const found = await session.evaluate(point);
      return { value: found.loss, gradient: found.gradient };
    };
    const minimum = await minimizeOwlqn(objective, new Float64Array(count + classes), {
      ...smooth,
      lasso: kind === 'lasso' ? strength : 0,
      ridge: kind === 'ridge' ? strength : 0,
      penalized: count,
    });
    expect(minimum.converged).toBe(true);
    // scikit-learn's solvers stop a little before ours: the loss is flat there.
    expectClose(minimum.point.subarray(0, count), weights, 1e-4);
    const ownBiases = minimum.point.subarray(count);
    expectClose(ownBiases.map((bias) => bias - mean(ownBiases)), biases, 1e-4); // prettier-ignore
    expect(minimum.value).toBeCloseTo(value, 8);
    expect(minimum.value).toBeLessThan(value + 1e-12);
    expect((await session.evaluate(minimum.point)).loss).toBeCloseTo(loss, 4);
    if (kind === 'lasso') {
      expect(Array.from(minimum.point.subarray(0, count), (weight) => weight === 0)).toEqual(
        weights.map((weight) => weight === 0),
      );
    }
  });
});
