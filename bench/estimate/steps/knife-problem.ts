import type { KnifeParameters, KnifeTask } from '../../../src/estimation/engine.js';
import { Random } from '../../../src/estimation/random.js';
import { normalFeatures } from './normals.js';

/** One Adam step of a KNIFE density: what is trained, and from where. */
export interface KnifeProblem {
  readonly task: KnifeTask;
  readonly initial: KnifeParameters;
  readonly learningRate: number;
}

const BATCHES = 8;
/** As the published program has it. */
const COMPONENTS = 5;

/** A start from which steps stay finite in any dimension: N(0, 1) triangles do not in 512. */
export function knifeProblem(dimension: number, batchSize: number): KnifeProblem {
  const random = new Random(1, `bench/knife-${dimension}`);
  const drawn = (length: number, scale: number): Float64Array =>
    Float64Array.from({ length }, () => scale * random.normal());
  const triangles = drawn(COMPONENTS * dimension * dimension, 0.1 / Math.sqrt(dimension));
  for (let at = 0; at < triangles.length; at += 1) {
    const row = Math.floor(at / dimension) % dimension;
    if (at % dimension >= row) triangles[at] = 0;
  }
  return {
    task: { features: normalFeatures(BATCHES * batchSize, dimension, 'knife'), batchSize, scaleLimit: 1 },
    initial: {
      components: COMPONENTS,
      dimension,
      logWeights: new Float64Array(COMPONENTS),
      means: drawn(COMPONENTS * dimension, 0.5),
      logScales: drawn(COMPONENTS * dimension, 0.1),
      triangles,
    },
    learningRate: 1e-4,
  };
}
