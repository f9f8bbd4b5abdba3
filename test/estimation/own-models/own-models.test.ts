import { describe, expect, it } from 'vitest';
import { capturedSynergy } from '../../../src/estimation/own-models/captured-synergy.js';
import { modelQuality } from '../../../src/estimation/own-models/model-quality.js';
import { sampleScores } from '../../../src/estimation/own-models/sample-scores.js';

const logs = (values: readonly number[]): Float64Array => Float64Array.from(values, Math.log);

describe('the quality of a model', () => {
  const matrix = { rows: 3, columns: 2, data: logs([0.9, 0.1, 0.5, 0.5, 0.25, 0.75]) };
  const scores = sampleScores(matrix, Int32Array.of(0, 1, 1));

  it('puts the first of equal classes first', () => {
    expect([...scores.right]).toEqual([1, 0, 1]);
    expect(modelQuality(scores)[0]!.accuracy).toBeCloseTo(2 / 3, 12);
  });

  it('is that of each group, and of a group without samples no number', () => {
    const [first, none, last] = modelQuality(scores, Int32Array.of(0, 0, 2), 3);
    expect(first).toMatchObject({ count: 2, accuracy: 0.5 });
    expect(first!.logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.5)) / 2, 12);
    expect(first!.calibrationError).toBeCloseTo((0.1 + 0.5) / 2, 12);
    expect(none).toMatchObject({ count: 0, accuracy: NaN, logLoss: NaN, calibrationError: NaN });
    expect(last).toMatchObject({ count: 1, accuracy: 1 });
  });
});

describe('the synergy that a model captures', () => {
  const column = (...values: number[]): Float64Array => Float64Array.from(values);
  const prior = logs([0.5, 0.5]);

  it('is all of it where the model’s information is the run’s, whatever the components', () => {
    const parts = {
      r: column(0.1, -3, 2),
      u1: column(0.5, 0, -1),
      u2: column(-0.25, 4, 0),
      s: column(1, 2, 3),
    };
    const i12 = parts.s.map((s, at) => s + parts.r[at]! + parts.u1[at]! + parts.u2[at]!);
    const classIndex = Int32Array.of(0, 1, 1);
    const own = i12.map((value, at) => value + prior[classIndex[at]!]!);
    const { all, classes } = capturedSynergy(own, prior, parts, classIndex);
    expect(all.captured).toBeCloseTo(2, 12);
    expect(all.share).toBeCloseTo(1, 12);
    expect(classes.map(({ count }) => count)).toEqual([1, 2]);
    // Of one sample there is no standard error.
    expect(classes[0]).toMatchObject({ synergy: 1, share: null });
  });

  it('leaves out samples without a component, and has no share where synergy is not clearly above 0', () => {
    const zeros = column(0, 0, 0, 0);
    const parts = { r: zeros, u1: zeros, u2: zeros, s: column(1, -1, 0.1, NaN) };
    const { all, classes } = capturedSynergy(zeros, prior, parts, new Int32Array(4));
    expect(all).toMatchObject({ count: 3, share: null });
    expect(all.captured).toBeCloseTo(Math.log(2), 12);
    expect(classes[1]).toMatchObject({ count: 0, captured: NaN, synergy: NaN, share: null });
  });
});
