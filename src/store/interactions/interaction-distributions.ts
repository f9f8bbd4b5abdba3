import { InputFailure } from '../../domain/failure.js';
import {
  rawOf,
  shown,
  type Presentation,
  type Range,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { groupPlace, inOrder, type GroupKey, type GroupPlace } from './interaction-groups.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { VALUES } from './values.js';

const MOST_BINS = 1_000;
const MOST_AUTOMATIC_BINS = 200;
/** Of each side: a grid has their product. */
const MOST_GRID_BINS = 256;
const MOST_PROBABILITIES = 1_000;

export interface BinRequest {
  /** Null for as many as Scott's rule gives, at most 200. */
  readonly bins: number | null;
  /** As shown; where a bound is left out, that of the selected records. */
  readonly range: Range;
}

export interface Histogram extends GroupPlace {
  /** `[bins + 1]` as shown, the same for all groups. */
  readonly edges: readonly number[];
  /** `[bins]` records from each edge, included, to the next, left out; the last has both. */
  readonly counts: readonly number[];
  readonly below: number;
  readonly above: number;
}

/**
 * How a value of the selected records is distributed, by group, in one statement. No group where none has the value.
 *
 * @throws InputFailure BAD_FILTER, BAD_BINS
 */
export async function histograms(
  store: Store,
  selection: InteractionSelection,
  name: ValueName,
  { bins, range }: BinRequest,
  keys: readonly GroupKey[],
): Promise<Histogram[]> {
  checkBins(bins, MOST_BINS);
  const { presentation } = selection;
  const value = VALUES[presentation.method][name];
  const from = fromSelection(selection);
  const rows = await queryRows<GroupPlace & AxisRow & { bin: number; count: number }>(
    store,
    Prisma.sql`WITH axis AS MATERIALIZED (${axisOf(value, from, bins, rawRange(name, range, presentation))})
      SELECT "classIndex", split, dominant, low, high, bins, ${binOf(Prisma.sql`value`, Prisma.sql`axis`)} AS bin,
        count(*)::int AS count
      FROM axis CROSS JOIN (
        SELECT ${groupPlace(keys, presentation)}, ${value} AS value ${from} AND ${value} IS NOT NULL
      ) selected
      GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  );
  const groups = new Map<string, { place: GroupPlace; edges: number[]; counts: number[] }>();
  for (const { classIndex, split, dominant, bin, count, ...axis } of rows) {
    const place = { classIndex, split, dominant };
    const key = JSON.stringify(place);
    const group = groups.get(key) ?? {
      place,
      edges: edgesOf(axis, name, presentation),
      counts: new Array<number>(axis.bins + 2).fill(0),
    };
    group.counts[bin] = count;
    groups.set(key, group);
  }
  return inOrder(
    [...groups.values()].map(({ place, edges, counts }) => ({
      ...place,
      edges,
      counts: counts.slice(1, -1),
      below: counts[0]!,
      above: counts.at(-1)!,
    })),
  );
}

export interface Quantiles extends GroupPlace {
  /** Records that have the value. */
  readonly count: number;
  /** As shown, one for each probability; between two records' values linearly interpolated. */
  readonly values: readonly number[];
}

/**
 * Quantiles of a value of the selected records, by group, in one statement. No group where none has the value.
 *
 * @throws InputFailure BAD_FILTER, BAD_PROBABILITY
 */
export async function quantiles(
  store: Store,
  selection: InteractionSelection,
  name: ValueName,
  probabilities: readonly number[],
  keys: readonly GroupKey[],
): Promise<Quantiles[]> {
  checkProbabilities(probabilities);
  const { presentation } = selection;
  const value = VALUES[presentation.method][name];
  const rows = await queryRows<Quantiles>(
    store,
    Prisma.sql`SELECT ${groupPlace(keys, presentation)}, count(*)::int AS count,
        percentile_cont(${[...probabilities]}::float8[]) WITHIN GROUP (ORDER BY ${value}) AS values
      ${fromSelection(selection)} AND ${value} IS NOT NULL
      GROUP BY 1, 2, 3`,
  );
  return inOrder(
    rows.map((row) => ({ ...row, values: row.values.map((raw) => shown(raw, name, presentation)) })),
  );
}

export interface DensityGrid {
  /** `[xBins + 1]`, as shown. */
  readonly xEdges: readonly number[];
  /** `[yBins + 1]`, as shown. */
  readonly yEdges: readonly number[];
  /** `[xBins * yBins]`, those of the first bin of x first. */
  readonly counts: readonly number[];
  /** Records with both values that lie outside the ranges. */
  readonly outside: number;
}

/**
 * How often two values of the selected records come together, in one statement; null where no record has both.
 *
 * @throws InputFailure BAD_FILTER, BAD_BINS
 */
export async function densityGrid(
  store: Store,
  selection: InteractionSelection,
  x: { readonly by: ValueName; readonly range: Range },
  y: { readonly by: ValueName; readonly range: Range },
  bins: number,
): Promise<DensityGrid | null> {
  checkBins(bins, MOST_GRID_BINS);
  const { presentation } = selection;
  const [first, second] = [VALUES[presentation.method][x.by], VALUES[presentation.method][y.by]];
  const both = Prisma.sql`${fromSelection(selection)} AND ${first} IS NOT NULL AND ${second} IS NOT NULL`;
  const rows = await queryRows<
    AxisRow & { yLow: number; yHigh: number; bin: number; yBin: number; count: number }
  >(
    store,
    Prisma.sql`WITH axis AS MATERIALIZED (${axisOf(first, both, bins, rawRange(x.by, x.range, presentation))}),
        y_axis AS MATERIALIZED (${axisOf(second, both, bins, rawRange(y.by, y.range, presentation))})
      SELECT axis.low, axis.high, axis.bins, y_axis.low AS "yLow", y_axis.high AS "yHigh",
        ${binOf(Prisma.sql`x`, Prisma.sql`axis`)} AS bin, ${binOf(Prisma.sql`y`, Prisma.sql`y_axis`)} AS "yBin",
        count(*)::int AS count
      FROM axis CROSS JOIN y_axis CROSS JOIN (SELECT ${first} AS x, ${second} AS y ${both}) selected
      GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  );
  const [row] = rows;
  if (!row) return null;
  const isInside = (bin: number): boolean => bin >= 1 && bin <= bins;
  const counts = new Array<number>(bins * bins).fill(0);
  let outside = 0;
  for (const { bin, yBin, count } of rows) {
    if (isInside(bin) && isInside(yBin)) counts[(bin - 1) * bins + yBin - 1] = count;
    else outside += count;
  }
  return {
    xEdges: edgesOf(row, x.by, presentation),
    yEdges: edgesOf({ low: row.yLow, high: row.yHigh, bins }, y.by, presentation),
    counts,
    outside,
  };
}

/** Of a histogram, raw: its ends and how many bins lie between them. */
interface AxisRow {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

/** One row of `low`, `high` and `bins`, raw. Scott's rule (1979): bins as wide as 3.49 σ n^(−1/3). */
function axisOf(value: Prisma.Sql, from: Prisma.Sql, bins: number | null, { min, max }: Range): Prisma.Sql {
  const size =
    bins === null
      ? Prisma.sql`least(${MOST_AUTOMATIC_BINS}::float8, greatest(1,
          ceil((high - low) / nullif(3.49 * deviation / cbrt(n), 0))))::int`
      : Prisma.sql`${bins}::int`;
  return Prisma.sql`SELECT low, high, ${size} AS bins FROM (
    SELECT coalesce(${min ?? null}::float8, least(min(${value}), ${max ?? null}::float8)) AS low,
      coalesce(${max ?? null}::float8, greatest(max(${value}), ${min ?? null}::float8)) AS high,
      stddev_samp(${value}) AS deviation, count(${value}) AS n
    ${from}) ends`;
}

/** From 1; 0 below the axis, one more than its bins above it. The last bin has its upper end, too. */
function binOf(value: Prisma.Sql, axis: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`CASE WHEN ${axis}.high > ${axis}.low AND ${value} <> ${axis}.high
      THEN width_bucket(${value}, ${axis}.low, ${axis}.high, ${axis}.bins)
    WHEN ${value} < ${axis}.low THEN 0 WHEN ${value} > ${axis}.high THEN ${axis}.bins + 1 ELSE ${axis}.bins END`;
}

function edgesOf({ low, high, bins }: AxisRow, name: ValueName, presentation: Presentation): number[] {
  return Array.from({ length: bins + 1 }, (_, edge) =>
    shown(edge === bins ? high : low + (edge * (high - low)) / bins, name, presentation),
  );
}

/** @throws InputFailure BAD_BINS */
function rawRange(name: ValueName, { min, max }: Range, presentation: Presentation): Range {
  const raw = (bound: number | null | undefined): number | null =>
    bound == null ? null : rawOf(bound, name, presentation);
  if (
    [min, max].some((bound) => bound != null && !Number.isFinite(bound)) ||
    (min != null && max != null && min >= max)
  ) {
    throw badBins(`the range of ${name} must go from a finite number to a larger one`);
  }
  return { min: raw(min), max: raw(max) };
}

function checkBins(bins: number | null, most: number): void {
  if (bins !== null && !(bins >= 1 && bins <= most)) {
    throw badBins(`bins must be from 1 to ${String(most)}, got ${String(bins)}`);
  }
}

function badBins(what: string): InputFailure {
  return new InputFailure('BAD_BINS', `The values cannot be counted: ${what}.`, 'bins');
}

function checkProbabilities(probabilities: readonly number[]): void {
  const bad = probabilities.find((probability) => !(probability >= 0 && probability <= 1));
  if (bad === undefined && probabilities.length >= 1 && probabilities.length <= MOST_PROBABILITIES) return;
  throw new InputFailure(
    'BAD_PROBABILITY',
    `Quantiles are of 1 to ${String(MOST_PROBABILITIES)} probabilities from 0 to 1, got ` +
      `${bad === undefined ? String(probabilities.length) : String(bad)}.`,
    'probabilities',
  );
}
