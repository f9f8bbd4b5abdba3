import type { Matrix } from '../../../src/domain/matrix.js';
import { Random } from '../../../src/estimation/random.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';

export interface PairSize {
  readonly samples: number;
  /** Columns of x1 and of x2. */
  readonly dimension: number;
  readonly classes: number;
}

/** Columns, at most, that carry each kind of information. */
const CARRIERS = 4;
/** Hidden directions all columns of a modality share, so that covariances are not diagonal. */
const FACTORS = 8;
const STRENGTH = 0.8;

/**
 * A pair with some of everything, float32, N(0, 1)-like noise with correlations throughout: columns that both
 * modalities show the class in (redundant), columns of each that show one half of its bits (unique), and a hidden
 * sign that x1 shows and x2 shows turned by the class's parity (synergistic).
 */
export function informativePair({ samples, dimension, classes }: PairSize, seed: number): RunFeatures {
  const random = new Random(seed, `bench/informative-pair-${samples}-${dimension}-${classes}`);
  const carriers = Math.max(1, Math.min(CARRIERS, Math.floor(dimension / 4)));
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
  const shared = normals(classes * carriers);
  const half = Math.ceil(Math.sqrt(classes));
  const own = [normals(half * carriers), normals(half * carriers)] as const;
  const loadings = [normals(FACTORS * dimension), normals(FACTORS * dimension)] as const;
  const matrices = [matrix(samples, dimension), matrix(samples, dimension)] as const;
  const classIndex = Int32Array.from({ length: samples }, (_, sample) => sample % classes);
  random.shuffle(classIndex);
  const factors = new Float64Array(FACTORS);

  for (let sample = 0; sample < samples; sample += 1) {
    const label = classIndex[sample]!;
    const sign = random.uniform() < 0.5 ? -1 : 1;
    const parity = label % 2 === 0 ? 1 : -1;
    const halves = [label % half, Math.floor(label / half)] as const;
    for (const modality of [0, 1] as const) {
      const row = matrices[modality].data.subarray(sample * dimension, (sample + 1) * dimension);
      for (let factor = 0; factor < FACTORS; factor += 1) factors[factor] = 0.3 * random.normal();
      for (let column = 0; column < dimension; column += 1) {
        let value = random.normal();
        for (let factor = 0; factor < FACTORS; factor += 1) {
          value += factors[factor]! * loadings[modality][factor * dimension + column]!;
        }
        row[column] = value;
      }
      for (let at = 0; at < carriers && at < dimension; at += 1) {
        row[at]! += STRENGTH * shared[label * carriers + at]!;
        const next = (carriers + at) % dimension;
        row[next]! += STRENGTH * own[modality][halves[modality] * carriers + at]!;
      }
      row[dimension - 1]! += 2 * (modality === 0 ? sign : sign * parity);
    }
  }
  return { first: matrices[0], second: matrices[1], classIndex, classes };
}

function matrix(rows: number, columns: number): Matrix {
  return { rows, columns, data: new Float32Array(new SharedArrayBuffer(4 * rows * columns)) };
}
