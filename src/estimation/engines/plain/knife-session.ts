import type { KnifeParameters, KnifeSession, KnifeTask, Standardized } from '../../engine.js';
import { initMoments, stepAdamW } from './adamw.js';
import { rowMajor } from './gemm.js';
import {
  addToGradient,
  clearGradient,
  finishGradient,
  knifeWorkspace,
  prepareFactors,
  scoreRows,
  type KnifeGradient,
} from './knife-gradient.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows and the size of a batch. */
const CHUNK_ROWS = 512;
const TRAINED: readonly (keyof KnifeGradient)[] = ['logWeights', 'means', 'logScales', 'triangles'];

/** The plain engine's gradient training of one KNIFE density. */
export function plainKnifeSession(task: KnifeTask, initial: KnifeParameters): KnifeSession {
  const { features, batchSize, scaleLimit } = task;
  const { components, dimension } = initial;
  const parameters = copyOf(initial);
  const moments = TRAINED.map((name) => initMoments(parameters[name].length));
  const workspace = knifeWorkspace(components, dimension, CHUNK_ROWS);
  const taken = new Float32Array(CHUNK_ROWS * dimension);
  let steps = 0;

  /** Gradient of a batch's mean surprisal, into the workspace; returns the summed surprisal. */
  function differentiate(batch: Int32Array): number {
    let surprisal = 0;
    prepareFactors(parameters, scaleLimit, workspace);
    clearGradient(workspace);
    for (let start = 0; start < batch.length; start += CHUNK_ROWS) {
      const chunk = batch.subarray(start, start + CHUNK_ROWS);
      gather(features, chunk, taken);
      const input = rowMajor(taken, dimension);
      scoreRows(input, chunk.length, workspace);
      for (let row = 0; row < chunk.length; row += 1) surprisal += workspace.surprisal[row]!;
      addToGradient(input, chunk.length, workspace);
    }
    finishGradient(parameters, scaleLimit, batch.length, workspace);
    return surprisal;
  }

  return {
    trainEpoch(order, learningRate) {
      let total = 0;
      for (let start = 0; start < order.length; start += batchSize) {
        const surprisal = differentiate(order.subarray(start, start + batchSize));
        // A step with such a gradient would make every parameter NaN, and silently.
        if (!Number.isFinite(surprisal)) throw new Error('the surprisal of a batch is not finite');
        total += surprisal;
        steps += 1;
        TRAINED.forEach((name, index) => {
          stepAdamW(parameters[name], workspace.gradient[name], moments[index]!, steps, learningRate, 0);
        });
      }
      return Promise.resolve(total / order.length);
    },
    surprisal({ rows, data }) {
      const surprisal = new Float64Array(rows);
      prepareFactors(parameters, scaleLimit, workspace);
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const chunk = Math.min(CHUNK_ROWS, rows - start);
        scoreRows(rowMajor(data, dimension, start * dimension), chunk, workspace);
        surprisal.set(workspace.surprisal.subarray(0, chunk), start);
      }
      return Promise.resolve(surprisal);
    },
    parameters: () => Promise.resolve(copyOf(parameters)),
    restore(given) {
      for (const name of TRAINED) parameters[name].set(given[name]);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

function copyOf(parameters: KnifeParameters): KnifeParameters {
  const { logWeights, means, logScales, triangles } = parameters;
  return {
    ...parameters,
    logWeights: logWeights.slice(),
    means: means.slice(),
    logScales: logScales.slice(),
    triangles: triangles.slice(),
  };
}

function gather({ columns, data }: Standardized, rows: Int32Array, target: Float32Array): void {
  for (let row = 0; row < rows.length; row += 1) {
    const start = rows[row]! * columns;
    target.set(data.subarray(start, start + columns), row * columns);
  }
}
