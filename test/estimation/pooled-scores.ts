import type { CandidateScores } from '../../src/estimation/classifiers/pool-loss.js';
import { logClassPrior } from '../../src/estimation/classifiers/pointwise-information.js';
import { addLogProbabilities } from '../../src/estimation/log-softmax.js';
import { normals } from './numbers.js';

/** Candidates that see labels through Gaussian noise; each is this much too sure, and so asks for a weight. */
export function noisyScores(
  classIndex: Int32Array,
  classes: number,
  strengths: readonly number[],
  sureness: number,
  stream: string,
): CandidateScores {
  const rows = classIndex.length;
  const values = new Float64Array(rows * strengths.length * classes);
  strengths.forEach((strength, k) => {
    const logits = normals(12, `${stream}/${String(k)}`, rows * classes).map((noise, index) => {
      const isLabel = classIndex[Math.floor(index / classes)] === index % classes;
      return sureness * strength * (noise + (isLabel ? strength : 0));
    });
    const logProbabilities = new Float64Array(logits.length);
    addLogProbabilities(logProbabilities, logits, classes, 1);
    for (let row = 0; row < rows; row += 1) {
      const scores = logProbabilities.subarray(row * classes, (row + 1) * classes);
      values.set(scores, (row * strengths.length + k) * classes);
    }
  });
  return { values, candidates: strengths.length, classIndex, logPrior: logClassPrior(classIndex, classes) };
}

/** These rows, any of them more than once, without a new prior. */
export function takeScores(scores: CandidateScores, rows: Int32Array): CandidateScores {
  const width = scores.candidates * scores.logPrior.length;
  const values = new Float64Array(rows.length * width);
  rows.forEach((row, at) => values.set(scores.values.subarray(row * width, (row + 1) * width), at * width));
  return { ...scores, values, classIndex: rows.map((row) => scores.classIndex[row]!) };
}
