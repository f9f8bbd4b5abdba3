import {
  COMPONENT_NAMES,
  shiftOf,
  type MethodName,
  type Presentation,
  type ValueName,
} from '../../domain/interaction-filter.js';
import { Prisma } from '../generated/client.js';

const PRIMITIVES = {
  i1: Prisma.sql`i.i1`,
  i2: Prisma.sql`i.i2`,
  i12: Prisma.sql`i.i12`,
  h1: Prisma.sql`i.h1`,
  h2: Prisma.sql`i.h2`,
};

/** Raw values by method, of `interactions i`: stored columns, or what the migrations' functions make of them. */
export const VALUES: Readonly<Record<MethodName, Readonly<Record<ValueName, Prisma.Sql>>>> = {
  lsmi: {
    r: Prisma.sql`i.r`,
    u1: Prisma.sql`i.u1`,
    u2: Prisma.sql`i.u2`,
    s: Prisma.sql`i.s`,
    ...PRIMITIVES,
  },
  evidence: {
    r: Prisma.sql`evidence_redundancy(i.i1, i.i2)`,
    u1: Prisma.sql`evidence_uniqueness(i.i1, i.i2)`,
    u2: Prisma.sql`evidence_uniqueness(i.i2, i.i1)`,
    s: Prisma.sql`evidence_synergy(i.i1, i.i2, i.i12)`,
    ...PRIMITIVES,
  },
};

/**
 * Whether the densities alone decided which information is redundant, the same law as `isSaturated` in the
 * estimation; false where a value is not finite.
 */
export const SATURATED = Prisma.sql`coalesce(i.i1 <> i.i2 AND
  (i.h1 - i.h2 <= LEAST(0, i.i1 - i.i2) OR i.h1 - i.h2 >= GREATEST(0, i.i1 - i.i2)), false)`;

/**
 * Name of the largest component as shown, ties in the order r, u1, u2, s. Null where a value the method uses is
 * not finite: the evidence rule uses no surprisal.
 */
export function dominantExpression(presentation: Presentation): Prisma.Sql {
  const values = VALUES[presentation.method];
  const [r, u1, u2, s] = COMPONENT_NAMES.map((name) => {
    const shift = shiftOf(name, presentation);
    return shift === 0 ? values[name] : Prisma.sql`${values[name]} + ${shift}::float8`;
  }) as [Prisma.Sql, Prisma.Sql, Prisma.Sql, Prisma.Sql];
  const largest = Prisma.sql`GREATEST(${r}, ${u1}, ${u2}, ${s})`;
  const missing =
    presentation.method === 'lsmi'
      ? Prisma.sql`i.non_finite_reason IS NOT NULL`
      : Prisma.sql`num_nulls(i.i1, i.i2, i.i12) > 0`;
  return Prisma.sql`CASE WHEN ${missing} THEN NULL
    WHEN ${r} = ${largest} THEN 'r' WHEN ${u1} = ${largest} THEN 'u1' WHEN ${u2} = ${largest} THEN 'u2' ELSE 's' END`;
}

/** The place of {@link dominantExpression} in r, u1, u2, s as a number from 0; −1 for none. */
export function dominantIndex(presentation: Presentation): Prisma.Sql {
  const dominant = dominantExpression(presentation);
  return Prisma.sql`coalesce(array_position(ARRAY['r', 'u1', 'u2', 's'], ${dominant}), 0) - 1`;
}
