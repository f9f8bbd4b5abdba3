import { evidence } from '../../src/estimation/decomposition.js';
import { primitivesAt } from '../../src/estimation/interaction-columns.js';
import { mean } from '../statistics.js';
import { gaussianClasses, type GaussianClassesOptions } from './gaussian-classes.js';

/** Means of the distribution rather than of some samples, nats. */
export interface PopulationMeans {
  readonly lsmi: Readonly<Record<'r' | 'u1' | 'u2' | 's', number>>;
  readonly evidence: Readonly<Record<'r' | 'u1' | 'u2' | 's', number>>;
  readonly information: Readonly<Record<'i1' | 'i2' | 'i12', number>>;
}

/** Samples drawn at a time. */
const DRAWN = 50_000;

/** By Monte Carlo: exact values of `draws` · 50,000 samples; the error is their spread over the root of their number. */
export function populationMeans(options: Partial<GaussianClassesOptions>, draws: number): PopulationMeans {
  const sums = [0, 0, 0, 0, 0] as [number, number, number, number, number];
  for (let draw = 0; draw < draws; draw += 1) {
    const { truth } = gaussianClasses({ ...options, samples: DRAWN }, 1_000_000 + draw);
    const ofEvidence = Float64Array.from(truth.r, (_, sample) => evidence(primitivesAt(truth, sample)).r);
    const columns = [truth.i1, truth.i2, truth.i12, truth.r, ofEvidence];
    columns.forEach((column, at) => (sums[at]! += mean(column) / draws));
  }
  const [i1, i2, i12, r, ofEvidence] = sums;
  const completed = (redundancy: number) => ({
    r: redundancy,
    u1: i1 - redundancy,
    u2: i2 - redundancy,
    s: i12 - i1 - i2 + redundancy,
  });
  return { lsmi: completed(r), evidence: completed(ofEvidence), information: { i1, i2, i12 } };
}
