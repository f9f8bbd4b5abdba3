import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../../bench/insert-completed-run.js';
import {
  shown,
  VALUE_NAMES,
  type Presentation,
  type ValueName,
} from '../../../src/domain/interaction-filter.js';
import { decomposeSamples, type InteractionColumns } from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import type { DatasetRecord } from '../../../src/store/datasets.js';
import {
  densityGrid,
  histograms,
  quantiles,
} from '../../../src/store/interactions/interaction-distributions.js';
import type { InteractionSelection } from '../../../src/store/interactions/selection.js';
import type { RunRecord } from '../../../src/store/runs.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../../support/test-workspace.js';

const ROWS = 400;
const ADJUSTED: Presentation = { method: 'lsmi', scale: 2, offset: 0.25 };

describe('distributions of interactions', () => {
  const random = new Random(11, 'distributions');
  // Multiples of 1/8, so that values lie on the edges of bins.
  const column = (): Float64Array =>
    Float64Array.from({ length: ROWS }, () => Math.round(random.normal() * 8) / 8);
  const primitives = { i1: column(), i2: column(), i12: column(), h1: column(), h2: column() };
  primitives.i12[3] = NaN;
  const columns: InteractionColumns = decomposeSamples(primitives);
  let workspace: TestWorkspace;
  let dataset: DatasetRecord;
  let run: RunRecord;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    dataset = await importSmallDataset(workspace, 'small', ROWS);
    run = await insertCompletedRun(workspace.store, dataset.id, {
      columns,
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: new Int32Array(ROWS),
      spread: null,
    });
  });
  afterAll(() => workspace.close());

  const selection = (presentation = ADJUSTED, filter = {}): InteractionSelection => ({
    run,
    dataset,
    filter,
    presentation,
  });
  /** As shown, of a class or of all, those that are finite. */
  const valuesOf = (name: ValueName, label: number | null = null, presentation = ADJUSTED): number[] =>
    Array.from(columns[name])
      .filter((value, row) => Number.isFinite(value) && (label === null || row % 3 === label))
      .map((value) => shown(value, name, presentation));

  it.each(['r', 's', 'i12', 'h1'] as const)(
    'a histogram of %s counts every value once, in the bin whose lower end it has',
    async (name) => {
      const request = { bins: 12, range: {} };
      const groups = await histograms(workspace.store, selection(), name, request, ['label']);
      const all = valuesOf(name);
      const [low, high] = [Math.min(...all), Math.max(...all)];
      expect(groups.map(({ classIndex }) => classIndex)).toEqual([0, 1, 2]);
      for (const { classIndex, edges, counts, below, above } of groups) {
        expect(edges).toHaveLength(13);
        edges.forEach((edge, at) => expect(edge).toBeCloseTo(low + (at * (high - low)) / 12, 12));
        const members = valuesOf(name, classIndex);
        const expected = edges
          .slice(0, -1)
          .map(
            (edge, at) =>
              members.filter((value) => value >= edge - 1e-9 && (at === 11 || value < edges[at + 1]! - 1e-9))
                .length,
          );
        expect(counts).toEqual(expected);
        expect([below, above]).toEqual([0, 0]);
      }
    },
  );

  it('a histogram over a range tells how many lie below and above it', async () => {
    const request = { bins: 4, range: { min: -1, max: 1 } };
    const [all, ...others] = await histograms(workspace.store, selection(), 's', request, []);
    expect(others).toEqual([]);
    const values = valuesOf('s');
    const between = (low: number, high: number): number =>
      values.filter((value) => value >= low && value < high).length;
    expect(all).toEqual({
      classIndex: null,
      split: null,
      dominant: null,
      edges: [-1, -0.5, 0, 0.5, 1],
      counts: [
        between(-1, -0.5),
        between(-0.5, 0),
        between(0, 0.5),
        values.filter((value) => value >= 0.5 && value <= 1).length,
      ],
      below: between(-Infinity, -1),
      above: values.filter((value) => value > 1).length,
    });
    const beyond = { bins: 2, range: { min: 1000 } };
    const [none] = await histograms(workspace.store, selection(), 's', beyond, []);
    expect(none).toMatchObject({ counts: [0, 0], below: values.length, above: 0 });
  });

  it('bins are as wide as Scott’s rule says where none are asked for', async () => {
    const request = { bins: null, range: {} };
    const [all] = await histograms(workspace.store, selection(), 'h2', request, []);
    const values = valuesOf('h2');
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(
      values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1),
    );
    const width = 3.49 * deviation * values.length ** (-1 / 3);
    expect(all!.counts).toHaveLength(Math.ceil((Math.max(...values) - Math.min(...values)) / width));
    expect(all!.counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    const one = selection(ADJUSTED, { sampleIndex: { min: 5, max: 5 } });
    const [single] = await histograms(workspace.store, one, 'h2', request, []);
    expect(single).toMatchObject({ counts: [1], below: 0, above: 0 });
    expect(await histograms(workspace.store, selection(ADJUSTED, { or: [] }), 'h2', request, [])).toEqual([]);
  });

  /** As numpy.quantile defines them. */
  const quantileOf = (values: readonly number[], probability: number): number => {
    const sorted = [...values].sort((a, b) => a - b);
    const place = (sorted.length - 1) * probability;
    const low = sorted[Math.floor(place)]!;
    return low + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - low);
  };

  it.each(VALUE_NAMES)('quantiles of %s interpolate between the samples’ values', async (name) => {
    const probabilities = [0, 0.1, 0.5, 0.975, 1];
    const groups = await quantiles(workspace.store, selection(), name, probabilities, ['label']);
    expect(groups).toHaveLength(3);
    for (const { classIndex, count, values } of groups) {
      const members = valuesOf(name, classIndex);
      expect(count).toBe(members.length);
      values.forEach((value, at) => expect(value).toBeCloseTo(quantileOf(members, probabilities[at]!), 12));
    }
  });

  it('a grid counts every pair of values once', async () => {
    const bins = 8;
    const axes = [
      { by: 'r', range: {} },
      { by: 's', range: { min: -2, max: 2 } },
    ] as const;
    const grid = (await densityGrid(workspace.store, selection(), ...axes, bins))!;
    const pairs = Array.from({ length: ROWS }, (_, row) => [
      shown(columns.r[row]!, 'r', ADJUSTED),
      shown(columns.s[row]!, 's', ADJUSTED),
    ]).filter((pair) => pair.every(Number.isFinite)) as [number, number][];
    const placeOf = (value: number, edges: readonly number[]): number => {
      if (value < edges[0]! - 1e-9 || value > edges.at(-1)! + 1e-9) return -1;
      return Math.min(bins - 1, edges.filter((edge) => edge <= value + 1e-9).length - 1);
    };
    const counts = new Array<number>(bins * bins).fill(0);
    let outside = 0;
    for (const [x, y] of pairs) {
      const [column, row] = [placeOf(x, grid.xEdges), placeOf(y, grid.yEdges)];
      if (column < 0 || row < 0) outside += 1;
      else counts[column * bins + row]! += 1;
    }
    expect(grid.counts).toEqual(counts);
    expect(grid.outside).toBe(outside);
    expect(outside).toBeGreaterThan(0);
    expect(await densityGrid(workspace.store, selection(ADJUSTED, { or: [] }), ...axes, bins)).toBeNull();
  });

  it.each([
    ['no bins', { bins: 0, range: {} }, 'bins must be from 1 to 1000, got 0'],
    ['a million bins', { bins: 1e6, range: {} }, 'bins must be from 1 to 1000, got 1000000'],
    ['a range upside down', { bins: 5, range: { min: 1, max: 1 } }, 'finite number to a larger one'],
    ['a range without end', { bins: 5, range: { max: Infinity } }, 'finite number to a larger one'],
  ])('refuse %s', async (_, request, words) => {
    await expect(histograms(workspace.store, selection(), 'r', request, [])).rejects.toMatchObject({
      code: 'BAD_BINS',
      message: expect.stringContaining(words) as string,
    });
  });

  it.each([
    ['none', [], 'got 0'],
    ['one beyond 1', [0.5, 1.5], 'got 1.5'],
    ['one that is no number', [NaN], 'got NaN'],
  ])('refuse probabilities: %s', async (_, probabilities, words) => {
    await expect(quantiles(workspace.store, selection(), 'r', probabilities, [])).rejects.toMatchObject({
      code: 'BAD_PROBABILITY',
      message: expect.stringContaining(words) as string,
    });
  });
});
