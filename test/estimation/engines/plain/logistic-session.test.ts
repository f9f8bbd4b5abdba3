import { describe, expect, it } from 'vitest';
import { plainEngine } from '../../../../src/estimation/engines/plain/plain-engine.js';
import { linearReference } from '../../linear-reference.js';
import { expectClose, float64, integers, normals, standardized } from '../../numbers.js';

const known = linearReference.gradient;
const rows = known.labels.length;
const features = standardized(rows, known.columns, known.features);
const task = { features, labels: integers(known.labels), classes: known.classes };

describe('a logistic session', () => {
  it("has PyTorch's loss and gradient, over more rows than a chunk", async () => {
    expect(rows).toBeGreaterThan(1024);
    const session = await plainEngine.openLogistic(task);
    const { loss, gradient } = await session.evaluate(float64(known.parameters));
    expect(loss).toBeCloseTo(known.loss, 13);
    expectClose(gradient, known.gradient, 1e-13);
    await session.close();
  });

  it('has the gradient of central differences', async () => {
    const session = await plainEngine.openLogistic(task);
    const at = float64(known.parameters);
    const { gradient } = await session.evaluate(at);
    const step = 1e-5;
    for (let index = 0; index < at.length; index += 1) {
      const beside = async (by: number): Promise<number> => {
        const point = at.slice();
        point[index]! += by;
        return (await session.evaluate(point)).loss;
      };
      const slope = ((await beside(step)) - (await beside(-step))) / (2 * step);
      expect(Math.abs(gradient[index]! - slope)).toBeLessThan(1e-9);
    }
  });

  it('has log C for its loss without weights, and the mean of one-hot differences for its slope', async () => {
    const session = await plainEngine.openLogistic(task);
    const { loss, gradient } = await session.evaluate(new Float64Array(known.parameters.length));
    expect(loss).toBeCloseTo(Math.log(known.classes), 13);
    const biases = gradient.subarray(known.columns * known.classes);
    const shares = Array.from(biases, (_, c) => known.labels.filter((label) => label === c).length / rows);
    expectClose(biases, shares.map((share) => 1 / known.classes - share), 1e-14); // prettier-ignore
  });

  it('gives the logits of other rows, whatever their number', async () => {
    const session = await plainEngine.openLogistic(task);
    const all = await session.logits(float64(known.parameters), features);
    const { columns, classes } = known;
    for (const row of [0, 1, 1023, 1024, rows - 1]) {
      for (let c = 0; c < classes; c += 1) {
        let logit = known.parameters[columns * classes + c]!;
        for (let j = 0; j < columns; j += 1) {
          logit += known.features[row * columns + j]! * known.parameters[j * classes + c]!;
        }
        expect(all[row * classes + c]).toBeCloseTo(logit, 13);
      }
    }
    for (const count of [0, 1, 1024, 1025]) {
      const part = { ...features, rows: count, data: features.data.subarray(0, count * columns) };
      expect(await session.logits(float64(known.parameters), part)).toEqual(all.subarray(0, count * classes));
    }
  });

  it('keeps nothing of one evaluation for the next', async () => {
    const session = await plainEngine.openLogistic(task);
    const first = await session.evaluate(float64(known.parameters));
    await session.evaluate(normals(82, 'other', known.parameters.length));
    expect(await session.evaluate(float64(known.parameters))).toEqual(first);
  });

  it('stays finite where scores are of the order of 10⁴', async () => {
    const session = await plainEngine.openLogistic(task);
    const { loss, gradient } = await session.evaluate(float64(known.parameters).map((value) => 1e4 * value));
    expect(loss).toBeGreaterThan(1e3);
    expect(loss).toBeLessThan(1e5);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });

  it.each([
    ['one class', standardized(3, 2, [1, 2, 3, 4, 5, 6]), [0, 0, 0], 1, 0],
    ['no columns', standardized(3, 0, []), [0, 1, 1], 2, Math.LN2],
    ['one row', standardized(1, 1, [0]), [1], 2, Math.LN2],
  ])('takes %s', async (_, of, labels, classes, expected) => {
    const session = await plainEngine.openLogistic({ features: of, labels: integers(labels), classes });
    const { loss, gradient } = await session.evaluate(new Float64Array((of.columns + 1) * classes));
    expect(loss).toBeCloseTo(expected, 14);
    expect(gradient.length).toBe((of.columns + 1) * classes);
    expect(gradient.every(Number.isFinite)).toBe(true);
  });
});
