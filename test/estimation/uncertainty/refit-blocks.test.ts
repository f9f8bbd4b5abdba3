import { describe, expect, it } from 'vitest';
import {
  logClassPrior,
  pointwiseInformation,
} from '../../../src/estimation/classifiers/pointwise-information.js';
import { NO_INFLUENCE } from '../../../src/estimation/classifiers/pool-influence.js';
import type { CandidateScores } from '../../../src/estimation/classifiers/pool-loss.js';
import { evidence } from '../../../src/estimation/decomposition.js';
import { decomposeSamples, primitivesAt } from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import { bootstrapIntervals, type Interval } from '../../../src/estimation/uncertainty/bootstrap.js';
import { quantile } from '../../../src/estimation/quantile.js';
import type { Repetition } from '../../../src/estimation/uncertainty/repetition.type.js';
import { fixedModels } from '../fixed-models.js';
import { mean, normals, range } from '../numbers.js';
import { noisyScores, takeScores } from '../pooled-scores.js';

const count = 600;
const classes = 2;
const options = { draws: 1500, confidence: 0.9 };
const classIndex = Int32Array.from({ length: count }, (_, row) => (row % 3 === 0 ? 0 : 1));
const logPrior = logClassPrior(classIndex, classes);
const scores = {
  first: noisyScores(classIndex, classes, [1.3, 1.1], 2, 'refit/first'),
  second: noisyScores(classIndex, classes, [1.2], 2, 'refit/second'),
  both: noisyScores(classIndex, classes, [1.6], 2, 'refit/both'),
};
const h1 = normals(31, 'refit/h1', count);
const h2 = normals(31, 'refit/h2', count);

/** What decomposing these rows finds, weights and all; the prior is that of the whole. */
function decomposed(rows: Int32Array): Repetition {
  const of = (all: CandidateScores) => pointwiseInformation(takeScores(all, rows), logPrior, true);
  const [first, second, both] = [of(scores.first), of(scores.second), of(scores.both)];
  const columns = decomposeSamples({
    i1: first.values,
    i2: second.values,
    i12: both.values,
    h1: Float64Array.from(rows, (row) => h1[row]!),
    h2: Float64Array.from(rows, (row) => h2[row]!),
  });
  return {
    columns,
    influence: { first: first.influence, second: second.influence, both: both.influence },
  };
}

const width = ({ low, high }: Interval): number => high - low;

describe('intervals with the influence of the pools’ weights', () => {
  const whole = decomposed(range(count));
  const intervals = bootstrapIntervals([whole], classIndex, classes, options, 1);
  const fixed = bootstrapIntervals([fixedModels(whole.columns)], classIndex, classes, options, 1);
  // Every draw fits the weights anew: slow, and the thing itself.
  const random = new Random(9, 'test/refit');
  const refitted = Array.from({ length: options.draws }, () => {
    const rows = Int32Array.from({ length: count }, () => random.integer(count));
    const { columns } = decomposed(rows);
    const meanOf = (values: Float64Array, label?: number): number =>
      mean(values.filter((_, at) => label === undefined || classIndex[rows[at]!] === label));
    const evidenceR = columns.r.map((_, sample) => evidence(primitivesAt(columns, sample)).r);
    return {
      r: meanOf(columns.r),
      evidenceR: meanOf(evidenceR),
      u1: meanOf(columns.u1),
      s: meanOf(columns.s),
      i12: meanOf(columns.i12),
      classR: meanOf(columns.r, 0),
      classI1: meanOf(columns.i1, 0),
    };
  });
  const ofRefitted = (name: keyof (typeof refitted)[number]): Interval => {
    const sorted = Float64Array.from(refitted, (means) => means[name]).sort();
    return { low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
  };
  const named = ({ overall, classes: [first] }: typeof intervals) => ({
    r: overall!.raw.r,
    evidenceR: overall!.evidence.r,
    u1: overall!.raw.u1,
    s: overall!.raw.s,
    i12: overall!.information.i12,
    classR: first!.raw.r,
    classI1: first!.information.i1,
  });

  it.each(['r', 'evidenceR', 'u1', 's', 'i12', 'classR', 'classI1'] as const)(
    'are those of weights fitted anew in every draw: %s',
    (name) => {
      const [found, expected] = [named(intervals)[name], ofRefitted(name)];
      // The ends of 1500 draws have a standard deviation of 1.6% of the width each, in both: 3σ of the ratio.
      expect(Math.abs(width(found) / width(expected) - 1)).toBeLessThan(0.1);
      expect(Math.abs(found.low + found.high - expected.low - expected.high)).toBeLessThan(
        0.2 * width(expected),
      );
    },
  );

  it('are wider for R than with fixed weights, and the same for information', () => {
    for (const name of ['r', 'evidenceR'] as const) {
      expect(width(named(fixed)[name])).toBeLessThan(0.9 * width(ofRefitted(name)));
    }
    expect(width(named(fixed).i12) / width(named(intervals).i12)).toBeCloseTo(1, 1);
  });

  it('are those of fixed weights where no weight is above 0', () => {
    const ignorant = { ...scores.first, values: new Float64Array(scores.first.values.length) };
    expect(pointwiseInformation(ignorant, logPrior, true).influence).toBe(NO_INFLUENCE);
    const influence = { first: NO_INFLUENCE, second: NO_INFLUENCE, both: whole.influence.both };
    const both = bootstrapIntervals([{ ...whole, influence }], classIndex, classes, options, 1);
    expect(both.overall!.raw.r).toEqual(fixed.overall!.raw.r);
    expect(both.overall!.raw.s).not.toEqual(fixed.overall!.raw.s);
  });

  it('stay where they are, and finite, when the densities of some samples are not', () => {
    const { shifts } = whole.influence.second;
    const large = quantile(shifts.slice().sort(), 0.9);
    // The samples that pull the weight of the second modality up the most.
    const broken = h1.map((value, sample) => (shifts[sample]! > large ? Infinity : value));
    expect(broken.filter(Number.isFinite)).toHaveLength(540);
    const columns = decomposeSamples({ ...whole.columns, h1: broken });
    const [found, alone] = [{ ...whole, columns }, fixedModels(columns)].map(
      (repetition) => bootstrapIntervals([repetition], classIndex, classes, options, 1).overall!.evidence.r,
    );
    expect(width(found!)).toBeGreaterThan(width(alone!));
    expect(Math.abs(found!.low + found!.high - alone!.low - alone!.high)).toBeLessThan(0.15 * width(alone!));
  });
});
