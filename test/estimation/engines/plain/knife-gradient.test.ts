import { describe, expect, it } from 'vitest';
import type { KnifeParameters } from '../../../../src/estimation/engine.js';
import { rowMajor } from '../../../../src/estimation/engines/plain/gemm.js';
import {
  addToGradient,
  clearGradient,
  finishGradient,
  knifeWorkspace,
  prepareFactors,
  scoreRows,
  type KnifeGradient,
} from '../../../../src/estimation/engines/plain/knife-gradient.js';
import { randomKnifeStart } from '../../../../src/estimation/densities/knife-start.js';
import { Random } from '../../../../src/estimation/random.js';
import { expectClose, float64, mean } from '../../numbers.js';
import { knifeReference } from '../../knife-reference.js';

const NAMES = ['logWeights', 'means', 'logScales', 'triangles'] as const;

/** Surprisals and gradient of a batch taken in chunks of `chunk` rows. */
function differentiate(
  parameters: KnifeParameters,
  scaleLimit: number,
  features: Float32Array,
  chunk: number,
): { surprisal: number[]; gradient: KnifeGradient } {
  const { components, dimension } = parameters;
  const rows = features.length / dimension;
  const workspace = knifeWorkspace(components, dimension, chunk + 1);
  workspace.gradient.triangles.fill(NaN); // what an earlier batch left is cleared
  prepareFactors(parameters, scaleLimit, workspace);
  clearGradient(workspace);
  const surprisal: number[] = [];
  for (let start = 0; start < rows; start += chunk) {
    const taken = Math.min(chunk, rows - start);
    const input = rowMajor(features, dimension, start * dimension);
    scoreRows(input, taken, workspace);
    surprisal.push(...workspace.surprisal.subarray(0, taken));
    addToGradient(input, taken, workspace);
  }
  finishGradient(parameters, scaleLimit, rows, workspace);
  return { surprisal, gradient: workspace.gradient };
}

describe.each(knifeReference.cases)('against PyTorch, K = $components, d = $dimension', (known) => {
  const { components, dimension, scaleLimit, rows } = known;
  const [logWeights, means, logScales, triangles] = known.parameters.map(float64) as Four;
  const parameters = { components, dimension, logWeights, means, logScales, triangles };
  const batch = Float32Array.from(known.features.slice(0, rows * dimension));

  it.each([1, 3, rows])('gives surprisals and gradients, %i rows at a time', (chunk) => {
    const { surprisal, gradient } = differentiate(parameters, scaleLimit, batch, chunk);
    expectClose(surprisal, known.surprisal, 1e-12);
    NAMES.forEach((name, index) => expectClose(gradient[name], known.gradient[index]!, 1e-12));
  });
});

describe.each([
  { components: 3, dimension: 4, rows: 9, scaleLimit: 1 },
  { components: 1, dimension: 6, rows: 5, scaleLimit: 3 },
  { components: 5, dimension: 1, rows: 8, scaleLimit: 2 },
  { components: 6, dimension: 3, rows: 1, scaleLimit: 1 },
])('against central differences, K = $components, d = $dimension, $rows rows', (size) => {
  const { components, dimension, rows, scaleLimit } = size;
  const random = new Random(51, `differences/${components}/${dimension}`);
  const parameters = randomKnifeStart(components, dimension, random);
  const features = Float32Array.from({ length: rows * dimension }, () => random.normal());
  const { gradient } = differentiate(parameters, scaleLimit, features, rows);

  it.each(NAMES)('%s', (name) => {
    const values = parameters[name];
    const scale = Math.max(...gradient[name].map(Math.abs));
    values.forEach((kept, index) => {
      if (name === 'triangles' && !isBelowDiagonal(index, dimension)) {
        expect(gradient.triangles[index]).toBe(0);
        return;
      }
      const surprisalAt = (value: number): number => {
        values[index] = value;
        return mean(differentiate(parameters, scaleLimit, features, rows).surprisal);
      };
      const slope = (surprisalAt(kept + 1e-5) - surprisalAt(kept - 1e-5)) / 2e-5;
      values[index] = kept;
      expect(Math.abs(gradient[name][index]! - slope)).toBeLessThanOrEqual(1e-5 * scale + 1e-9);
    });
  });
});

it('leaves the upper triangles of the factors zero when parameters change', () => {
  const random = new Random(52, 'reuse');
  const [first, second] = [randomKnifeStart(2, 3, random), randomKnifeStart(2, 3, random)];
  const [used, fresh] = [knifeWorkspace(2, 3, 1), knifeWorkspace(2, 3, 1)];
  prepareFactors(first, 1, used);
  prepareFactors(second, 1, used);
  prepareFactors(second, 1, fresh);
  expect(used.factors).toEqual(fresh.factors);
});

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

function isBelowDiagonal(index: number, dimension: number): boolean {
  return Math.floor(index / dimension) % dimension > index % dimension;
}
