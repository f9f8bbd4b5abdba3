import type { Matrix } from '../domain/matrix.js';
import { minimizeOwlqn, type Objective } from '../estimation/classifiers/owlqn.js';
import { logSumExp } from '../estimation/log-softmax.js';
import { fitStandardization, standardizeRows, type Standardization } from '../estimation/standardization.js';

/** Foretells which interaction dominates a sample. */
export interface Gate {
  /** `[K]` the strata it knows, ascending. */
  readonly strata: Int32Array;
  /** Of the features it was trained on. */
  readonly standardization: Standardization;
  /** `[K, d]` weights of the standardised features, then `[K]` biases. */
  readonly parameters: Float64Array;
}

/** λ of λ/2·‖W‖² beside the mean cross-entropy, weights of features of standard deviation 1. */
const RIDGE = 1e-2;
/** As close as is worth the passes: the mixture's weights make up for what is missing. */
const FIT = { lasso: 0, ridge: RIDGE, maxIterations: 100, tolerance: 1e-3, leastGain: 2e-3 } as const;

/**
 * Multinomial logistic regression with a ridge, on features standardised over the rows it is trained on.
 *
 * @param features `[N, d]`, see {@link gateFeatures}
 * @param stratumOf `[N]`
 * @param rows     those to learn from, each of one of `strata`
 */
export async function fitGate(
  features: Matrix,
  stratumOf: Int32Array,
  rows: Int32Array,
  strata: Int32Array,
): Promise<Gate> {
  const standardization = fitStandardization(features, rows);
  const inputs = standardizeRows(standardization, features, rows);
  const targets = Int32Array.from(rows, (row) => strata.indexOf(stratumOf[row]!));
  const groups = strata.length;
  const start = new Float64Array((inputs.columns + 1) * groups);
  const counts = new Float64Array(groups);
  for (const target of targets) counts[target]! += 1;
  // Half a row more, so that a stratum without rows keeps a finite bias.
  counts.forEach((count, k) => (start[inputs.columns * groups + k] = Math.log(count + 0.5)));
  const minimum = await minimizeOwlqn(crossEntropy(inputs, targets, groups), start, {
    ...FIT,
    penalized: inputs.columns * groups,
  });
  return { strata, standardization, parameters: minimum.point };
}

/** `[K]` of `[rows]` probabilities of the gate's strata. */
export function gateProbabilities(gate: Gate, features: Matrix, rows: Int32Array): readonly Float64Array[] {
  const inputs = standardizeRows(gate.standardization, features, rows);
  const groups = gate.strata.length;
  const result = Array.from({ length: groups }, () => new Float64Array(rows.length));
  const shares = new Float64Array(groups);
  for (let row = 0; row < rows.length; row += 1) {
    softmaxOf(shares, inputs, row, gate.parameters);
    shares.forEach((share, k) => (result[k]![row] = share));
  }
  return result;
}

/** Mean cross-entropy, nats, with its gradient. */
function crossEntropy(inputs: Matrix, targets: Int32Array, groups: number): Objective {
  const { rows, columns, data } = inputs;
  const shares = new Float64Array(groups);
  return (parameters) => {
    const gradient = new Float64Array(parameters.length);
    let value = 0;
    for (let row = 0; row < rows; row += 1) {
      const target = targets[row]!;
      value -= softmaxOf(shares, inputs, row, parameters, target) / rows;
      shares[target]! -= 1;
      for (let k = 0; k < groups; k += 1) {
        const slope = shares[k]! / rows;
        const into = k * columns;
        for (let column = 0; column < columns; column += 1) {
          gradient[into + column]! += slope * data[row * columns + column]!;
        }
        gradient[columns * groups + k]! += slope;
      }
    }
    return Promise.resolve({ value, gradient });
  };
}

/** Writes a row's probabilities and returns the logarithm of that of `target`. */
function softmaxOf(
  shares: Float64Array,
  { columns, data }: Matrix,
  row: number,
  parameters: Float64Array,
  target = 0,
): number {
  const groups = shares.length;
  for (let k = 0; k < groups; k += 1) {
    const from = k * columns;
    let logit = parameters[columns * groups + k]!;
    for (let column = 0; column < columns; column += 1) {
      logit += data[row * columns + column]! * parameters[from + column]!;
    }
    shares[k] = logit;
  }
  const normalizer = logSumExp(shares, 0, groups, 1);
  const ofTarget = shares[target]! - normalizer;
  for (let k = 0; k < groups; k += 1) shares[k] = Math.exp(shares[k]! - normalizer);
  return ofTarget;
}
