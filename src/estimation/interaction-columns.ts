import { lsmi, type Components, type Primitives } from './decomposition.js';

/** The nine numbers of every record, in the order they are stored. */
export const COLUMN_NAMES = ['i1', 'i2', 'i12', 'h1', 'h2', 'r', 'u1', 'u2', 's'] as const;
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** One run's records as columns, each `[N]`, nats; a value may be NaN or infinite. */
export type InteractionColumns = Readonly<Record<ColumnName, Float64Array>>;

/** Decomposes every sample by the LSMI rule. */
export function decomposeSamples(
  primitives: Readonly<Record<keyof Primitives, Float64Array>>,
): InteractionColumns {
  const count = primitives.i1.length;
  const r = new Float64Array(count);
  const u1 = new Float64Array(count);
  const u2 = new Float64Array(count);
  const s = new Float64Array(count);
  const columns = { ...primitives, r, u1, u2, s };
  for (let sample = 0; sample < count; sample += 1) {
    const parts = lsmi(primitivesAt(columns, sample));
    r[sample] = parts.r;
    u1[sample] = parts.u1;
    u2[sample] = parts.u2;
    s[sample] = parts.s;
  }
  return columns;
}

export function primitivesAt(columns: InteractionColumns, sample: number): Primitives {
  return {
    i1: columns.i1[sample]!,
    i2: columns.i2[sample]!,
    i12: columns.i12[sample]!,
    h1: columns.h1[sample]!,
    h2: columns.h2[sample]!,
  };
}

export function componentsAt(columns: InteractionColumns, sample: number): Components {
  return {
    r: columns.r[sample]!,
    u1: columns.u1[sample]!,
    u2: columns.u2[sample]!,
    s: columns.s[sample]!,
  };
}

export function isFiniteSample(columns: InteractionColumns, sample: number): boolean {
  for (const name of COLUMN_NAMES) if (!Number.isFinite(columns[name][sample]!)) return false;
  return true;
}

/** The samples all of whose values are finite, ascending. */
export function finiteSamples(columns: InteractionColumns): Int32Array {
  const samples = new Int32Array(columns.r.length);
  let count = 0;
  for (let sample = 0; sample < samples.length; sample += 1) {
    if (isFiniteSample(columns, sample)) samples[count++] = sample;
  }
  return samples.slice(0, count);
}

/** Which values of a sample are not finite, as text (`h1 = Infinity`), or null when all are. */
export function nonFiniteReason(columns: InteractionColumns, sample: number): string | null {
  const faults = COLUMN_NAMES.filter((name) => !Number.isFinite(columns[name][sample]!));
  return faults.length === 0
    ? null
    : faults.map((name) => `${name} = ${String(columns[name][sample])}`).join(', ');
}
