import type { Matrix } from '../../src/domain/matrix.js';
import { Random } from '../../src/estimation/random.js';
import type { Outcome } from './logic-tasks.js';
import { exactPrimitives } from './logic-truth.js';
import { plantedDataset } from './planted-dataset.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/**
 * A balanced dataset of a logic task, one column a modality: every outcome equally often, in an order drawn
 * from the seed, so that its frequencies are the probabilities and its means the exact ones.
 *
 * @throws Error when `samples` is not a multiple of the number of outcomes
 */
export function logicDataset(outcomes: readonly Outcome[], samples: number, seed: number): PlantedDataset {
  if (samples % outcomes.length !== 0) {
    throw new Error(`samples: expected a multiple of ${outcomes.length} outcomes, got ${samples}`);
  }
  const order = new Random(seed, 'validation/logic').permutation(samples);
  const drawn = Array.from(order, (place) => outcomes[place % outcomes.length]!);
  const classes = Math.max(...outcomes.map(({ y }) => y)) + 1;
  const exact = exactPrimitives(outcomes);
  const numberOf = new Map(outcomes.map((outcome, number) => [outcome, number]));
  const surprisals = (name: 'h1' | 'h2'): Float64Array =>
    Float64Array.from(drawn, (outcome) => exact[numberOf.get(outcome)!]![name]);
  const posteriors = (sees: (other: Outcome, seen: Outcome) => boolean): Float64Array => {
    const ofOutcome = outcomes.map((seen) => {
      const alike = outcomes.filter((other) => sees(other, seen));
      return logShares(alike, classes);
    });
    const all = new Float64Array(samples * classes);
    drawn.forEach((outcome, row) => all.set(ofOutcome[numberOf.get(outcome)!]!, row * classes));
    return all;
  };
  const column = (value: (outcome: Outcome) => number): Matrix => ({
    rows: samples,
    columns: 1,
    data: Float64Array.from(drawn, value),
  });
  return plantedDataset(
    {
      first: column(({ x1 }) => x1),
      second: column(({ x2 }) => x2),
      classIndex: Int32Array.from(drawn, ({ y }) => y),
      classes,
      logPrior: logShares(outcomes, classes),
      logPosteriors: {
        first: posteriors((other, seen) => other.x1 === seen.x1),
        second: posteriors((other, seen) => other.x2 === seen.x2),
        both: posteriors((other, seen) => other.x1 === seen.x1 && other.x2 === seen.x2),
      },
    },
    { h1: surprisals('h1'), h2: surprisals('h2') },
  );
}

/** `[C]` log of each label's share. */
function logShares(outcomes: readonly Outcome[], classes: number): Float64Array {
  return Float64Array.from({ length: classes }, (_, label) =>
    Math.log(outcomes.filter(({ y }) => y === label).length / outcomes.length),
  );
}
