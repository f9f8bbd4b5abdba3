import { evidence } from '../decomposition.js';
import { finiteSamples, primitivesAt, type InteractionColumns } from '../interaction-columns.js';
import type { Random } from '../random.js';
import type { Repetition } from './repetition.type.js';
import { addRefit, refitBlocks, type RefitBlocks } from './refit-blocks.js';
import { SUMMED, SUMMED_LENGTH } from './summed-values.js';

/** A run's finite samples dealt at random into blocks; each block keeps one row of sums for each class in it. */
export interface SampleBlocks {
  /** Blocks; 0 when no sample is finite. */
  readonly blocks: number;
  /** `[blocks + 1]` the first row of each block, and the end. */
  readonly starts: Int32Array;
  /** `[rows]` the class of each row. */
  readonly classOf: Int32Array;
  /** `[rows, SUMMED_LENGTH]` sums, nats. */
  readonly sums: Float64Array;
  readonly refit: RefitBlocks;
}

/**
 * Deals the finite samples into `min(mostBlocks, finite samples)` blocks whose sizes differ by one at most.
 * With as many blocks as samples every block is one sample.
 *
 * @param classIndex `[N]`
 */
export function dealIntoBlocks(
  repetition: Repetition,
  classIndex: Int32Array,
  classes: number,
  mostBlocks: number,
  random: Random,
): SampleBlocks {
  const { columns } = repetition;
  // Files are often sorted by class or time: without the shuffle, blocks would differ more than by chance.
  const finite = random.shuffle(finiteSamples(columns));
  const blocks = Math.min(mostBlocks, finite.length);
  const mostRows = Math.min(finite.length, blocks * classes);
  const starts = new Int32Array(blocks + 1);
  const classOf = new Int32Array(mostRows);
  const sums = new Float64Array(mostRows * SUMMED_LENGTH);
  const rowOfClass = new Int32Array(classes).fill(-1);
  let rows = 0;
  for (let block = 0; block < blocks; block += 1) {
    starts[block] = rows;
    for (let place = block; place < finite.length; place += blocks) {
      const sample = finite[place]!;
      const label = classIndex[sample]!;
      if (rowOfClass[label]! < starts[block]!) {
        rowOfClass[label] = rows;
        classOf[rows] = label;
        rows += 1;
      }
      addSample(sums, rowOfClass[label]! * SUMMED_LENGTH, columns, sample);
    }
  }
  starts[blocks] = rows;
  return {
    blocks,
    starts,
    classOf: classOf.subarray(0, rows),
    sums: sums.subarray(0, rows * SUMMED_LENGTH),
    refit: refitBlocks(repetition, finite, blocks, classIndex, classes),
  };
}

function addSample(sums: Float64Array, start: number, columns: InteractionColumns, sample: number): void {
  const primitives = primitivesAt(columns, sample);
  sums[start + SUMMED.count]! += 1;
  sums[start + SUMMED.r]! += columns.r[sample]!;
  sums[start + SUMMED.evidenceR]! += evidence(primitives).r;
  sums[start + SUMMED.i1]! += primitives.i1;
  sums[start + SUMMED.i2]! += primitives.i2;
  sums[start + SUMMED.i12]! += primitives.i12;
}

/**
 * One bootstrap draw: as many blocks as there are, each drawn at random with replacement, and the pools' weights
 * moved to where these samples put them.
 *
 * @param drawn `[classes + 1, SUMMED_LENGTH]` zeros; receives the sums of each class, and last those of all
 */
export function drawBlocks(blocks: SampleBlocks, random: Random, drawn: Float64Array): void {
  const times = new Int32Array(blocks.blocks);
  for (let draw = 0; draw < blocks.blocks; draw += 1) times[random.integer(blocks.blocks)]! += 1;
  const { starts, classOf, sums } = blocks;
  for (let block = 0; block < blocks.blocks; block += 1) {
    const weight = times[block]!;
    if (weight === 0) continue;
    for (let row = starts[block]!; row < starts[block + 1]!; row += 1) {
      const target = classOf[row]! * SUMMED_LENGTH;
      for (let value = 0; value < SUMMED_LENGTH; value += 1) {
        drawn[target + value]! += weight * sums[row * SUMMED_LENGTH + value]!;
      }
    }
  }
  addRefit(blocks.refit, times, drawn);
  const overall = drawn.length - SUMMED_LENGTH;
  for (let index = 0; index < overall; index += 1) drawn[overall + (index % SUMMED_LENGTH)]! += drawn[index]!;
}
