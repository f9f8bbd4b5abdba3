import { describe, expect, it } from 'vitest';
import { evidence } from '../../../src/estimation/decomposition.js';
import { primitivesAt } from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import {
  dealIntoBlocks,
  drawBlocks,
  type SampleBlocks,
} from '../../../src/estimation/uncertainty/sample-blocks.js';
import { SUMMED, SUMMED_LENGTH } from '../../../src/estimation/uncertainty/summed-values.js';
import { fixedModels } from '../fixed-models.js';
import { expectClose, float64, integers, mean } from '../numbers.js';
import { randomColumns } from '../random-columns.js';

const count = 1000;
const classes = 3;
const classIndex = Int32Array.from({ length: count }, (_, sample) => (sample < 20 ? 0 : 1 + (sample % 2)));

const deal = (mostBlocks: number, bad: readonly number[] = []): SampleBlocks => {
  const columns = randomColumns(count, 'sample-blocks');
  for (const sample of bad) columns.h2[sample] = Infinity;
  return dealIntoBlocks(fixedModels(columns), classIndex, classes, mostBlocks, new Random(1, 'test/deal'));
};

/** Samples in each block. */
function sizes({ blocks, starts, sums }: SampleBlocks): number[] {
  return Array.from({ length: blocks }, (_, block) => {
    let size = 0;
    for (let row = starts[block]!; row < starts[block + 1]!; row += 1) size += sums[row * SUMMED_LENGTH]!;
    return size;
  });
}

describe('dealIntoBlocks', () => {
  it.each([1, 7, 64, 1000, 5000])('into %d blocks at most keeps the sums of every class', (mostBlocks) => {
    const columns = randomColumns(count, 'sample-blocks');
    const { classOf, sums } = deal(mostBlocks);
    for (let label = 0; label < classes; label += 1) {
      const total = new Float64Array(SUMMED_LENGTH);
      classOf.forEach((of, row) => {
        if (of === label) total.forEach((_, v) => (total[v]! += sums[row * SUMMED_LENGTH + v]!));
      });
      const expected = new Float64Array(SUMMED_LENGTH);
      classIndex.forEach((of, sample) => {
        if (of !== label) return;
        const { i1, i2, i12 } = primitivesAt(columns, sample);
        const values = [1, columns.r[sample]!, evidence(primitivesAt(columns, sample)).r, i1, i2, i12];
        values.forEach((value, v) => (expected[v]! += value));
      });
      expectClose(total, expected, 1e-13);
    }
  });

  it('makes blocks of nearly equal sizes, with one row for each class in a block', () => {
    const blocks = deal(64);
    expect(blocks.blocks).toBe(64);
    expect(new Set(sizes(blocks))).toEqual(new Set([15, 16]));
    for (let block = 0; block < 64; block += 1) {
      const met = blocks.classOf.subarray(blocks.starts[block], blocks.starts[block + 1]);
      expect(new Set(met).size).toBe(met.length);
    }
  });

  it('gives every sample a block of its own while there are blocks enough', () => {
    const blocks = deal(count + 1);
    expect(blocks.blocks).toBe(count);
    expect(new Set(sizes(blocks))).toEqual(new Set([1]));
  });

  it('leaves out samples that are not finite, and has no block where none is', () => {
    const blocks = deal(5000, [0, 5, 999]);
    expect(blocks.blocks).toBe(count - 3);
    expect(Array.from(blocks.sums).every(Number.isFinite)).toBe(true);
    const everySample = Array.from({ length: count }, (_, sample) => sample);
    expect([deal(64, everySample).blocks, deal(64, everySample).sums.length]).toEqual([0, 0]);
  });

  it('mixes samples of a sorted file, so that blocks differ by chance only', () => {
    const columns = randomColumns(4096, 'sample-blocks/sorted');
    columns.i1.sort();
    const one = new Int32Array(4096);
    const { sums } = dealIntoBlocks(fixedModels(columns), one, 1, 256, new Random(1, 'test/deal'));
    const means = Float64Array.from({ length: 256 }, (_, b) => sums[b * SUMMED_LENGTH + SUMMED.i1]! / 16);
    const center = mean(columns.i1);
    const variance = mean(columns.i1.map((value) => (value - center) ** 2)) / 16;
    // Five standard deviations of a variance from 256 values: 5·√(2/255).
    expect(Math.abs(mean(means.map((value) => (value - center) ** 2)) / variance - 1)).toBeLessThan(0.45);
  });
});

describe('drawBlocks', () => {
  it('draws as many blocks as there are, each equally often, and adds the classes up', () => {
    const columns = randomColumns(4, 'sample-blocks/draw');
    const blocks = dealIntoBlocks(
      fixedModels(columns),
      integers([0, 1, 2, 3]),
      4,
      4,
      new Random(1, 'test/deal'),
    );
    const random = new Random(2, 'test/draw');
    const met = new Float64Array(4);
    const draws = 4000;
    for (let draw = 0; draw < draws; draw += 1) {
      const drawn = new Float64Array(5 * SUMMED_LENGTH);
      drawBlocks(blocks, random, drawn);
      const counts = [0, 1, 2, 3, 4].map((group) => drawn[group * SUMMED_LENGTH]!);
      expect(counts[4]).toBe(4);
      counts.slice(0, 4).forEach((times, label) => (met[label]! += times));
      const i1 = counts.slice(0, 4).reduce((sum, times, label) => sum + times * columns.i1[label]!, 0);
      expect(drawn[4 * SUMMED_LENGTH + SUMMED.i1]).toBeCloseTo(i1, 13);
    }
    // Each sample is met a binomial number of times, of variance 3/4 a draw; five standard deviations.
    for (const times of met) expect(Math.abs(times - draws)).toBeLessThan(5 * Math.sqrt(draws * 0.75));
  });

  it('draws nothing from no blocks', () => {
    const nothing = {
      blocks: 0,
      starts: integers([0]),
      classOf: new Int32Array(0),
      sums: new Float64Array(0),
      refit: { shifts: new Float64Array(0), slopes: new Float64Array(0) },
    };
    const drawn = new Float64Array(2 * SUMMED_LENGTH);
    drawBlocks(nothing, new Random(1, 'test/draw'), drawn);
    expect(drawn).toEqual(float64(Array.from({ length: 12 }, () => 0)));
  });
});
