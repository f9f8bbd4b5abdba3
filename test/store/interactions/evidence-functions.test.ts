import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../../bench/insert-completed-run.js';
import { evidence } from '../../../src/estimation/decomposition.js';
import { decomposeSamples } from '../../../src/estimation/interaction-columns.js';
import type { InteractionFilter } from '../../../src/domain/interaction-filter.js';
import { Random } from '../../../src/estimation/random.js';
import type { DatasetRecord } from '../../../src/store/datasets.js';
import { Prisma } from '../../../src/store/generated/client.js';
import { orderParts } from '../../../src/store/interactions/interaction-order.js';
import { fromSelection } from '../../../src/store/interactions/selection.js';
import { VALUES } from '../../../src/store/interactions/values.js';
import type { RunRecord } from '../../../src/store/runs.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../../support/test-workspace.js';

const ROWS = 20_000;
const EVIDENCE = VALUES.evidence;

describe('the evidence functions of the database', () => {
  let workspace: TestWorkspace;
  let dataset: DatasetRecord;
  let run: RunRecord;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    dataset = await importSmallDataset(workspace, 'small', ROWS);
    const random = new Random(9, 'records');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
    run = await insertCompletedRun(workspace.store, dataset.id, {
      columns: decomposeSamples({
        i1: column(),
        i2: column(),
        i12: column(),
        h1: column(),
        h2: column(),
      }),
      classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
      foldOf: Int32Array.from({ length: ROWS }, (_, row) => row % 5),
      spread: null,
    });
  });
  afterAll(() => workspace.close());

  it('agree with the estimation bit for bit', async () => {
    const random = new Random(4, 'agreement');
    const edges = [0, -0, 1, -1, 0.1, -0.3, Number.MIN_VALUE, -Number.MIN_VALUE, 1e308, -1e308, Math.PI];
    const triples = [
      ...edges.flatMap((i1) => edges.flatMap((i2) => edges.map((i12) => [i1, i2, i12] as const))),
      ...Array.from(
        { length: 2000 },
        () => [random.normal(), random.normal(), random.normal() * 10 ** (random.normal() * 4)] as const,
      ),
    ].filter((triple) => Object.values(evidenceOf(...triple)).every(Number.isFinite));
    expect(triples.length).toBeGreaterThan(3000);
    const rows = await inSql(triples);
    triples.forEach((triple, index) => {
      expect(rows[index], triple.join(' ')).toEqual(evidenceOf(...triple)); // toEqual tells -0 from 0
    });
  });

  it('make NULL of NULL, and only of what depends on it', async () => {
    expect(
      await inSql([
        [null, 1, 2],
        [1, null, 2],
        [1, 2, null],
        [null, null, null],
      ]),
    ).toEqual([
      { r: null, u1: null, u2: null, s: null },
      { r: null, u1: null, u2: null, s: null },
      { r: 1, u1: 0, u2: 1, s: null },
      { r: null, u1: null, u2: null, s: null },
    ]);
  });

  it.each(['r', 'u1', 'u2', 's'] as const)('are inlined: %s is no call', async (name) => {
    const plan = await explain(Prisma.sql`SELECT ${EVIDENCE[name]} FROM interactions i`);
    expect(plan).toContain('CASE');
    expect(plan).not.toContain('evidence_');
  });

  it.each([
    ['r', Prisma.sql`evidence_redundancy(i1, i2)`],
    ['u2', Prisma.sql`evidence_uniqueness(i2, i1)`],
    ['s', Prisma.sql`evidence_synergy(i1, i2, i12)`],
  ] as const)('can be indexed: an index of %s serves orders and ranges', async (name, expression) => {
    const { prisma } = workspace.store;
    const presentation = { method: 'evidence', scale: 1, offset: 0 } as const;
    const of = (filter: InteractionFilter): Prisma.Sql =>
      fromSelection({ run, dataset, filter, presentation });
    const inOrder = (descending: boolean): Prisma.Sql => {
      const order = { by: name, descending };
      const [part] = orderParts({ method: 'evidence', order }, null, false);
      return Prisma.sql`SELECT i.sample_index ${of({})} AND ${part!.condition} ORDER BY ${part!.ordering} LIMIT 51`;
    };
    const orders = [inOrder(false), inOrder(true)];
    const filtered = Prisma.sql`SELECT i.sample_index ${of({ ranges: { [name]: { min: 2.5 } } })}`;
    const select = (statement: Prisma.Sql): Promise<unknown[]> => prisma.$queryRaw(statement);
    const before = { orders: await Promise.all(orders.map(select)), filtered: await select(filtered) };
    expect(before.filtered.length).toBeGreaterThan(0);

    await prisma.$executeRaw`CREATE INDEX evidence_value ON interactions (run_id, (${expression}), sample_index)`;
    try {
      await prisma.$executeRaw`ANALYZE interactions, samples`;
      for (const order of orders) {
        const plan = await explain(order);
        expect(plan).toContain('using evidence_value');
        expect(plan).not.toMatch(/^[ >-]*Sort\b(?! Key)/m); // at most an incremental one, of ties
      }
      expect(await explain(filtered)).toMatch(/evidence_value[^]*Index Cond: \(\(i\.run_id[^\n]*>=/);
      expect(await Promise.all(orders.map(select))).toEqual(before.orders);
      expect(new Set((await select(filtered)).map((row) => JSON.stringify(row)))).toEqual(
        new Set(before.filtered.map((row) => JSON.stringify(row))),
      );
    } finally {
      await prisma.$executeRaw`DROP INDEX evidence_value`;
    }
  });

  interface Row {
    readonly r: number | null;
    readonly u1: number | null;
    readonly u2: number | null;
    readonly s: number | null;
  }

  /** The four components of every (i1, i2, i12). As text both ways: that keeps a double, and −0, exactly. */
  const inSql = async (triples: readonly (readonly (number | null)[])[]): Promise<Row[]> => {
    const column = (at: number): (string | null)[] =>
      triples.map((triple) => {
        const value = triple[at] ?? null;
        return Object.is(value, -0) ? '-0' : value === null ? null : String(value);
      });
    const rows = await workspace.store.prisma.$queryRaw<Record<keyof Row, string | null>[]>`
      SELECT ${EVIDENCE.r}::text AS r, ${EVIDENCE.u1}::text AS u1, ${EVIDENCE.u2}::text AS u2,
        ${EVIDENCE.s}::text AS s
      FROM unnest(${column(0)}::text[]::float8[], ${column(1)}::text[]::float8[], ${column(2)}::text[]::float8[])
        WITH ORDINALITY AS i (i1, i2, i12, place)
      ORDER BY place`;
    const number = (text: string | null): number | null => (text === null ? null : Number(text));
    return rows.map(({ r, u1, u2, s }) => ({
      r: number(r),
      u1: number(u1),
      u2: number(u2),
      s: number(s),
    }));
  };

  const explain = async (statement: Prisma.Sql): Promise<string> => {
    const rows = await workspace.store.prisma.$queryRaw<
      { 'QUERY PLAN': string }[]
    >`EXPLAIN (VERBOSE, COSTS OFF) ${statement}`;
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
});

function evidenceOf(i1: number, i2: number, i12: number): Record<'r' | 'u1' | 'u2' | 's', number> {
  return { ...evidence({ i1, i2, i12, h1: 0, h2: 0 }) };
}
