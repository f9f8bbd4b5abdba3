import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  COMPONENT_NAMES,
  shown,
  VALUE_NAMES,
  type InteractionFilter,
  type Presentation,
  type Top,
  type ValueName,
} from '../../../src/domain/interaction-filter.js';
import { insertEmptyRun } from '../../../bench/insert-empty-run.js';
import { evidence, isSaturated } from '../../../src/estimation/decomposition.js';
import { componentsAt, decomposeSamples, primitivesAt } from '../../../src/estimation/interaction-columns.js';
import { Random } from '../../../src/estimation/random.js';
import type { RepetitionSpread } from '../../../src/estimation/uncertainty/repetition-spread.js';
import type { DatasetRecord } from '../../../src/store/datasets.js';
import { aggregateInteractions } from '../../../src/store/interactions/aggregate-interactions.js';
import type { Moments } from '../../../src/store/interactions/group-moments.js';
import { ALL_STATISTICS, type GroupKey } from '../../../src/store/interactions/interaction-groups.js';
import {
  cursorOf,
  readCursor,
  type InteractionOrder,
  type OrderPosition,
} from '../../../src/store/interactions/interaction-order.js';
import { countInteractions, interactionPage } from '../../../src/store/interactions/interaction-page.js';
import { positionOf } from '../../../src/store/interactions/ordered-rows.js';
import {
  COLUMN_NAMES,
  shownColumns,
  type ShownValues,
} from '../../../src/store/interactions/shown-columns.js';
import { keepSummaries, summarizeInteractions } from '../../../src/store/interactions/run-summaries.js';
import { writeInteractions } from '../../../src/store/interactions/write-interactions.js';
import { findRun, type RunRecord } from '../../../src/store/runs.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../../support/test-workspace.js';

const ROWS = 300;
const RAW: Presentation = { method: 'lsmi', scale: 1, offset: 0 };
/** How many records there are, and nothing else. */
const COUNTS = { values: [], moments: [], dominantCounts: false, counts: false };
const EVIDENCE: Presentation = { method: 'evidence', scale: 1, offset: 0 };

/** Random records with ties (values are multiples of 1/4) and some that are not finite. */
function randomColumns(): ReturnType<typeof decomposeSamples> {
  const random = new Random(5, 'records');
  const column = (): Float64Array =>
    Float64Array.from({ length: ROWS }, () => Math.round(random.normal() * 4) / 4);
  const columns = { i1: column(), i2: column(), i12: column(), h1: column(), h2: column() };
  columns.h1[7] = Infinity;
  columns.i12[8] = NaN;
  columns.i1[9] = -Infinity;
  columns.h2[200] = -Infinity;
  return decomposeSamples(columns);
}

/** As repetitions would leave it: NaN where a sample is not finite in one of them. */
function randomSpread(): RepetitionSpread {
  const random = new Random(6, 'spread');
  const column = (): Float64Array =>
    Float64Array.from({ length: ROWS }, (_, row) => (row === 8 ? NaN : Math.abs(random.normal())));
  return { r: column(), u1: column(), u2: column(), s: column() };
}

describe('interactions in the database', () => {
  const columns = randomColumns();
  const spread = randomSpread();
  const foldOf = Int32Array.from({ length: ROWS }, (_, row) => row % 5);
  const classIndex = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
  let workspace: TestWorkspace;
  let dataset: DatasetRecord;
  let run: RunRecord;

  const newRun = async (): Promise<RunRecord> => {
    const id = await insertEmptyRun(workspace.store, dataset.id);
    return (await findRun(workspace.store, id))!;
  };

  const allRows = async (
    order: InteractionOrder,
    filter: InteractionFilter = {},
    presentation = RAW,
    { size = 7, backwards = false } = {},
  ): Promise<ShownValues[]> => {
    const pages: (readonly ShownValues[])[] = [];
    const selection = { run, dataset, filter, presentation };
    const ordered = { runId: run.id, method: presentation.method, order };
    for (let from: OrderPosition | null = null; ;) {
      const columns = shownColumns(COLUMN_NAMES, selection);
      const request = { order, size, from, backwards };
      const page = await interactionPage<ShownValues>(workspace.store, selection, columns, request);
      pages.push(page.rows);
      if (!page.hasMore) return (backwards ? pages.reverse() : pages).flat();
      const cursor = cursorOf(ordered, positionOf(page.rows.at(backwards ? 0 : -1)!));
      from = readCursor(cursor, ordered, backwards ? 'before' : 'after');
    }
  };

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    dataset = await importSmallDataset(workspace, 'small', ROWS);
    run = await newRun();
    await writeInteractions(workspace.store, run.id, { columns, classIndex, foldOf, spread });
  });
  afterAll(() => workspace.close());

  it('keeps every value exactly, and null with a reason where it is not finite', async () => {
    const rows = await allRows({ by: 'sampleIndex', descending: false });
    expect(rows).toHaveLength(ROWS);
    rows.forEach((row, index) => {
      expect(row.sampleIndex).toBe(index);
      expect(row.sampleId).toBe(`s${index}`);
      expect(row.fold).toBe(index % 5);
      for (const name of ['i1', 'i2', 'i12', 'h1', 'h2', 'r', 'u1', 'u2', 's'] as const) {
        const value = columns[name][index]!;
        expect(row[name]).toBe(Number.isFinite(value) ? value : null);
      }
      const { rSpread, u1Spread, u2Spread, sSpread } = row;
      expect([rSpread, u1Spread, u2Spread, sSpread]).toEqual(
        index === 8
          ? [null, null, null, null]
          : [spread.r[index], spread.u1[index], spread.u2[index], spread.s[index]],
      );
    });
    expect(rows[7]!.nonFiniteReason).toContain('h1 = Infinity');
    expect(rows[8]!.nonFiniteReason).toBe('i12 = NaN, s = NaN');
    expect(rows.filter((row) => row.nonFiniteReason !== null)).toHaveLength(4);
  });

  it('finds a run with all that is stored of it', async () => {
    const stored = await workspace.store.prisma.estimationRun.findUnique({ where: { id: run.id } });
    expect(await findRun(workspace.store, run.id)).toEqual(stored);
    expect(stored).not.toBeNull();
  });

  it('are known to the planner as soon as they are written, also of a run it has not seen before', async () => {
    const rows = 3_000;
    const column = (): Float64Array => new Float64Array(rows).fill(0.5);
    const values = decomposeSamples({
      i1: column(),
      i2: column(),
      i12: column(),
      h1: column(),
      h2: column(),
    });
    const indices = new Int32Array(rows);
    for (const name of ['large', 'larger']) {
      await workspace.store.pool.query('ANALYZE samples, interactions'); // it has seen all but what comes now
      const other = await importSmallDataset(workspace, name, rows);
      const id = await insertEmptyRun(workspace.store, other.id);
      const records = { columns: values, classIndex: indices, foldOf: indices, spread: null };
      await writeInteractions(workspace.store, id, records);
      const plan = await workspace.store.prisma.$queryRaw<{ 'QUERY PLAN': string }[]>`
        EXPLAIN SELECT x.split, count(*) FROM interactions i
        LEFT JOIN samples x ON x.dataset_id = ${other.id}::uuid AND x.index = i.sample_index
        WHERE i.run_id = ${id}::uuid GROUP BY 1`;
      const text = plan.map((line) => line['QUERY PLAN']).join('\n');
      expect(text).toMatch(/Hash|Merge/);
      expect(text).not.toContain('Nested Loop');
    }
  });

  it('keeps no spread of a single repetition', async () => {
    const single = await newRun();
    await writeInteractions(workspace.store, single.id, { columns, classIndex, foldOf, spread: null });
    const none = { rSpread: null, u1Spread: null, u2Spread: null, sSpread: null };
    const count = await workspace.store.prisma.interaction.count({ where: { runId: single.id, ...none } });
    expect(count).toBe(ROWS);
  });

  it('replaces what an earlier attempt wrote', async () => {
    const again = await newRun();
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await writeInteractions(workspace.store, again.id, { columns, classIndex, foldOf, spread });
    }
    expect(await workspace.store.prisma.interaction.count({ where: { runId: again.id } })).toBe(ROWS);
  });

  it.each([
    ['r + u1 = i1', { i1: 1, i2: 0, i12: 0, r: 0, u1: 0.5, u2: 0, s: -0.5 }],
    ['r + u2 = i2', { i1: 0, i2: 1, i12: 0, r: 0, u1: 0, u2: 0.5, s: -0.5 }],
    ['r + u1 + u2 + s = i12', { i1: 0, i2: 0, i12: 1, r: 0, u1: 0, u2: 0, s: 0.5 }],
    ['a null has a reason', { i1: 0, i2: 0, i12: 0, r: 0, u1: 0, u2: 0 }],
  ])('refuses a record that breaks: %s', async (_, values) => {
    const broken = await newRun();
    await expect(
      workspace.store.prisma.interaction.create({
        data: { runId: broken.id, sampleIndex: 0, classIndex: 0, fold: 0, h1: 0, h2: 0, ...values },
      }),
    ).rejects.toThrow(/interactions_/);
  });

  /** The values a method shows of a record before unit and adjustment; NaN where there is none. */
  const raw = (index: number, { method }: Presentation): Record<ValueName, number> => {
    const primitives = primitivesAt(columns, index);
    if (method === 'lsmi') return { ...primitives, ...componentsAt(columns, index) };
    const known = Number.isFinite(primitives.i1 + primitives.i2);
    return {
      ...primitives,
      ...(known ? evidence(primitives) : { r: NaN, u1: NaN, u2: NaN, s: NaN }),
    };
  };

  it.each([
    ['sampleIndex', false, 'lsmi'],
    ['sampleIndex', true, 'evidence'],
    ['r', false, 'lsmi'],
    ['r', true, 'lsmi'],
    ['r', false, 'evidence'],
    ['r', true, 'evidence'],
    ['u1', false, 'evidence'],
    ['u2', true, 'evidence'],
    ['s', true, 'lsmi'],
    ['s', true, 'evidence'],
    ['h1', false, 'lsmi'],
    ['i12', true, 'evidence'],
  ] as const)(
    'pages by %s, descending %s, method %s: each record once, nulls last, ties by index',
    async (by, descending, method) => {
      const presentation = method === 'lsmi' ? RAW : EVIDENCE;
      const rows = await allRows({ by, descending }, {}, presentation);
      expect(new Set(rows.map((row) => row.sampleIndex)).size).toBe(ROWS);
      const expected = Array.from({ length: ROWS }, (_, index) => index).sort((a, b) => {
        if (by === 'sampleIndex') return descending ? b - a : a - b;
        const [left, right] = [raw(a, presentation)[by], raw(b, presentation)[by]];
        const finite = Number(Number.isFinite(right)) - Number(Number.isFinite(left));
        if (finite !== 0) return finite;
        const difference = Number.isFinite(left) ? (descending ? right - left : left - right) : 0;
        return difference || a - b;
      });
      expect(rows.map((row) => row.sampleIndex)).toEqual(expected);
      const back = await allRows({ by, descending }, {}, presentation, { backwards: true });
      expect(back).toEqual(rows);
    },
  );

  it('shows the components of the evidence rule, which lacks only what i1, i2 and i12 lack', async () => {
    const rows = await allRows({ by: 'sampleIndex', descending: false }, {}, EVIDENCE);
    rows.forEach((row, index) => {
      const parts = evidence(primitivesAt(columns, index));
      if (index === 8) expect(row).toMatchObject({ r: parts.r, s: null, dominant: null });
      else if (index === 9) expect(row).toMatchObject({ r: null, u1: null, u2: null, s: null });
      else expect(row).toMatchObject(parts); // of 7 and 200 too: the rule uses no surprisal
    });
    expect(rows[7]!.dominant).not.toBeNull();
    expect(rows[7]!.nonFiniteReason).not.toBeNull();
    const saturated = await allRows({ by: 'sampleIndex', descending: false });
    expect(rows.map((row) => row.saturated)).toEqual(saturated.map((row) => row.saturated));
  });

  const allIndices = Array.from({ length: ROWS }, (_, index) => index);

  const tops = new Map<Top, Map<Presentation, ReadonlySet<number>>>();

  /** The meaning of `top`, written again without SQL. */
  const topOf = (top: Top, presentation: Presentation): ReadonlySet<number> => {
    const known = tops.get(top) ?? new Map<Presentation, ReadonlySet<number>>();
    tops.set(top, known);
    const found = known.get(presentation) ?? findTop(top, presentation);
    known.set(presentation, found);
    return found;
  };

  const findTop = (top: Top, presentation: Presentation): ReadonlySet<number> => {
    const value = (index: number): number => raw(index, presentation)[top.by];
    const candidates = allIndices
      .filter((index) => Number.isFinite(value(index)) && meets(index, top.among ?? {}, presentation))
      .sort((a, b) => (top.smallest ? value(a) - value(b) : value(b) - value(a)) || a - b);
    const groups = top.perClass
      ? [0, 1, 2].map((label) => candidates.filter((index) => index % 3 === label))
      : [candidates];
    return new Set(
      groups.flatMap((group) => group.slice(0, top.count ?? Math.ceil((group.length * top.percent!) / 100))),
    );
  };

  /** The filter's meaning, written again without SQL. */
  const meets = (index: number, filter: InteractionFilter, presentation: Presentation): boolean => {
    const values = raw(index, presentation);
    const finite = [...Object.values<number>({ ...primitivesAt(columns, index) }), values.r].every(
      Number.isFinite,
    );
    const hasDominant =
      presentation.method === 'lsmi' ? finite : Number.isFinite(values.i1 + values.i2 + values.i12);
    const show = (name: keyof typeof values): number | null =>
      Number.isFinite(values[name]) ? shown(values[name], name, presentation) : null;
    const largest = (['r', 'u1', 'u2', 's'] as const).reduce((best, name) =>
      show(name)! > show(best)! ? name : best,
    );
    return [
      filter.label?.in.includes(`class-${index % 3}`),
      filter.split?.in.includes(index % 4 === 0 ? 'test' : 'train'),
      filter.sampleId?.in.includes(`s${index}`),
      filter.fold?.in.includes(index % 5),
      filter.sampleIndex
        ? index >= (filter.sampleIndex.min ?? 0) && index <= (filter.sampleIndex.max ?? ROWS)
        : undefined,
      filter.top ? topOf(filter.top, presentation).has(index) : undefined,
      filter.dominant && hasDominant && filter.dominant.in.includes(largest),
      filter.saturated == null ? undefined : filter.saturated === (finite && isSaturated(values)),
      ...Object.entries(filter.ranges ?? {}).map(([name, range]) => {
        const value = show(name as keyof typeof values);
        return value !== null && value >= (range?.min ?? -Infinity) && value <= (range?.max ?? Infinity);
      }),
      ...(filter.and ?? []).map((part) => meets(index, part, presentation)),
      filter.or?.some((part) => meets(index, part, presentation)),
      filter.not ? !meets(index, filter.not, presentation) : undefined,
    ].every((condition) => condition !== false);
  };

  const TOP = { smallest: false, perClass: false };
  const filters: readonly InteractionFilter[] = [
    {},
    { label: { in: ['class-0', 'class-2'] } },
    { split: { in: ['test'] } },
    { split: { in: [] } },
    { sampleId: { in: ['s3', 's200', 'absent', `'; DROP TABLE samples; --`] } },
    { dominant: { in: ['s', 'u1'] } },
    { saturated: true },
    { saturated: false },
    { ranges: { r: { min: 0, max: 0.5 }, i12: { min: -0.25 } } },
    { ranges: { h1: { max: 0 } } },
    { not: { ranges: { h1: { max: 0 } } } },
    { not: { not: { ranges: { s: { min: 0.25 } } } } },
    { or: [{ label: { in: ['class-1'] } }, { ranges: { s: { min: 1 } } }] },
    { or: [] },
    { fold: { in: [1, 4] }, sampleIndex: { min: 3.5, max: 1e12 } },
    { sampleIndex: { max: -1 } },
    { top: { ...TOP, by: 'r', count: 10 } },
    { top: { ...TOP, by: 's', smallest: true, count: 400 } },
    { top: { ...TOP, by: 'u1', percent: 12.5 } },
    { top: { ...TOP, by: 'i12', percent: 1, perClass: true } },
    { not: { top: { ...TOP, by: 'h1', count: 7, perClass: true, smallest: true } } },
    {
      split: { in: ['train'] },
      top: { ...TOP, by: 's', percent: 50, among: { split: { in: ['train'] }, label: { in: ['class-0'] } } },
    },
    { top: { ...TOP, by: 'u2', count: 5, perClass: true, among: { top: { ...TOP, by: 'r', count: 50 } } } },
    { and: [{ split: { in: ['train'] } }, { not: { dominant: { in: ['r'] } } }], ranges: { u2: { max: 1 } } },
  ];
  const presentations: readonly Presentation[] = [
    RAW,
    { method: 'lsmi', scale: 1, offset: -0.5 },
    { method: 'lsmi', scale: 2, offset: 0.25 },
    EVIDENCE,
    { method: 'evidence', scale: 2, offset: 0.25 },
  ];

  it('selects with every filter exactly what the filter means, in any presentation', async () => {
    for (const presentation of presentations) {
      for (const filter of filters) {
        const expected = Array.from({ length: ROWS }, (_, index) => index).filter((index) =>
          meets(index, filter, presentation),
        );
        const rows = await allRows({ by: 'sampleIndex', descending: false }, filter, presentation, {
          size: 50,
        });
        expect(
          rows.map((row) => row.sampleIndex),
          JSON.stringify({ filter, presentation }),
        ).toEqual(expected);
        expect(await countInteractions(workspace.store, { run, dataset, filter, presentation })).toBe(
          expected.length,
        );
      }
    }
  });

  it.each([
    ['a label the dataset lacks', { label: { in: ['dodo'] } }, 'dodo'],
    ['a range upside down', { ranges: { s: { min: 2, max: 1 } } }, 'min 2 above max 1'],
    ['an empty range', { ranges: { s: {} } }, 'neither min nor max'],
    ['a top of nothing', { top: { by: 's', smallest: false, perClass: false } }, 'count or percent'],
    [
      'a top of two sizes',
      { top: { by: 's', smallest: false, perClass: false, count: 1, percent: 1 } },
      'count or percent',
    ],
    [
      'a top of none',
      { top: { by: 's', smallest: false, perClass: false, count: 0 } },
      'a count from 1 to 2147483647, got 0',
    ],
    [
      'a top of more than all',
      { top: { by: 's', smallest: false, perClass: false, percent: 101 } },
      'at most 100, got 101',
    ],
    ['many tops', manyTops(6), 'top more than 5 times'],
    ['a nesting without end', nested(30), 'levels'],
    [
      'a thousand conditions',
      { or: Array.from({ length: 1000 }, () => ({ saturated: true })) },
      'conditions',
    ],
  ] as const)('refuses %s', async (_, filter, words) => {
    await expect(allRows({ by: 'r', descending: false }, filter)).rejects.toMatchObject({
      name: 'InputFailure',
      code: 'BAD_FILTER',
      message: expect.stringContaining(words) as string,
    });
  });

  it('refuses cursors of another run, method or order, or of nobody', async () => {
    const order = { by: 'r', descending: false } as const;
    const ordered = { runId: run.id, method: 'lsmi', order } as const;
    const [row] = await allRows(order);
    const position = { value: row!.r, sampleIndex: row!.sampleIndex };
    const cursors = [
      cursorOf({ ...ordered, runId: randomUUID() }, position),
      cursorOf({ ...ordered, method: 'evidence' }, position),
      cursorOf({ ...ordered, order: { by: 'r', descending: true } }, position),
      cursorOf({ ...ordered, order: { by: 's', descending: false } }, position),
      'garbage',
      '',
      Buffer.from('[1,2,3]').toString('base64url'),
      Buffer.from(JSON.stringify([run.id, 'lsmi', 'r', false, 0, 1e12])).toString('base64url'),
    ];
    for (const cursor of cursors) {
      for (const field of ['after', 'before'] as const) {
        expect(() => readCursor(cursor, ordered, field)).toThrow(
          expect.objectContaining({ name: 'InputFailure', code: 'BAD_CURSOR', field }),
        );
      }
    }
  });

  const groupPresentations = [
    { method: 'lsmi', scale: 2, offset: 0 },
    { method: 'lsmi', scale: 2, offset: 0.25 },
    { method: 'evidence', scale: 2, offset: 0.25 },
  ] as const;

  it.each(groupPresentations)('aggregates like plain arithmetic, by any keys: %o', async (presentation) => {
    const filter = { split: { in: ['train'] } };
    const selection = { run, dataset, filter, presentation };
    const groups = await aggregateInteractions(
      workspace.store,
      selection,
      ['label', 'split'],
      ALL_STATISTICS,
    );
    expect(groups.map(({ classIndex, split }) => [classIndex, split])).toEqual([
      [0, 'train'],
      [1, 'train'],
      [2, 'train'],
    ]);
    for (const group of groups) {
      const members = allIndices.filter((index) => index % 3 === group.classIndex && index % 4 !== 0);
      expect(group.count).toBe(members.length);
      for (const name of VALUE_NAMES) {
        const values = members.map((index) => raw(index, presentation)[name]).filter(Number.isFinite);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        const moments = group.values[name]!;
        expect(moments.n).toBe(values.length);
        expect(moments.mean).toBeCloseTo(mean, 12);
        expect(moments.variance).toBeCloseTo(squares / (values.length - 1), 12);
        expect(moments.minimum).toBe(Math.min(...values));
        expect(moments.maximum).toBe(Math.max(...values));
      }
      for (const name of COMPONENT_NAMES) {
        const dominant = { dominant: { in: [name] } };
        const dominated = members.filter((index) => meets(index, dominant, presentation));
        expect(group.dominantCounts![name]).toBe(dominated.length);
      }
    }
    const all = { ...selection, filter: {} };
    const byDominant = await aggregateInteractions(workspace.store, all, ['dominant'], COUNTS);
    expect(byDominant.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS);
    const without = presentation.method === 'lsmi' ? 4 : 2; // the evidence rule needs no surprisal
    expect(byDominant.at(-1)).toMatchObject({ dominant: null, count: without, values: {} });
    const none = { ...selection, filter: { or: [] } };
    expect(
      await aggregateInteractions(workspace.store, none, [], { ...ALL_STATISTICS, values: ['r'] }),
    ).toMatchObject([
      { count: 0, values: { r: { n: 0, mean: null, variance: null, minimum: null, maximum: null } } },
    ]);
    expect(await aggregateInteractions(workspace.store, none, ['label'], ALL_STATISTICS)).toEqual([]);
  });

  it.each(groupPresentations)(
    'keeps groups of all records that are those a statement makes: %o',
    async (presentation) => {
      const completed = { ...(await newRun()), adjustmentOffset: 0.25 };
      const records = { columns, classIndex, foldOf, spread };
      await writeInteractions(workspace.store, completed.id, records);
      const selection = { run: completed, dataset, filter: {}, presentation };
      const keySets: GroupKey[][] = [[], ['label'], ['split'], ['dominant'], ['split', 'label'], ['dominant', 'label'], ['split', 'dominant']]; // prettier-ignore
      const made = await Promise.all(
        keySets.map((keys) => aggregateInteractions(workspace.store, selection, keys, ALL_STATISTICS)),
      );
      const summaries = await summarizeInteractions(workspace.store, completed, 0.25);
      await workspace.store.prisma.$transaction((transaction) =>
        keepSummaries(transaction, completed.id, summaries),
      );
      // Records that come later are in no summary: what is read now was kept.
      await workspace.store.prisma.interaction.deleteMany({ where: { runId: completed.id, sampleIndex: 5 } });
      for (const [index, keys] of keySets.entries()) {
        const kept = await aggregateInteractions(workspace.store, selection, keys, ALL_STATISTICS);
        expect(kept).toHaveLength(made[index]!.length);
        kept.forEach((group, at) => {
          const { values, ...counts } = group;
          const { values: expected, ...expectedCounts } = made[index]![at]!;
          expect(counts).toEqual(expectedCounts);
          for (const name of VALUE_NAMES) {
            // JSON has no −0, and merged moments differ by their rounding.
            const of = (moments: Moments): (number | null)[] =>
              [moments.n, moments.mean, moments.variance, moments.minimum, moments.maximum].map((value) =>
                value === null ? null : Math.round(value * 1e10) + 0,
              );
            expect(of(values[name]!)).toEqual(of(expected[name]!));
          }
        });
      }
      const live = await aggregateInteractions(workspace.store, { ...selection, filter: { sampleIndex: { min: 0 } } }, [], COUNTS); // prettier-ignore
      expect(live[0]!.count).toBe(ROWS - 1);
      const triple = await aggregateInteractions(
        workspace.store,
        selection,
        ['label', 'split', 'dominant'],
        COUNTS,
      );
      expect(triple.reduce((sum, { count }) => sum + count, 0)).toBe(ROWS - 1);
    },
  );
});

function nested(levels: number): InteractionFilter {
  return levels === 0 ? { saturated: true } : { not: nested(levels - 1) };
}

function manyTops(count: number): InteractionFilter {
  const top = { by: 's', smallest: false, perClass: false, count: 1 } as const;
  return { or: Array.from({ length: count }, () => ({ top })) };
}
