/** Inclusive bounds; either may be left out. */
export interface Range {
  readonly min?: number | null;
  readonly max?: number | null;
}

export type ComponentName = 'r' | 'u1' | 'u2' | 's';
/**
 * The rule that makes components from the stored values: the paper's, stored with them, or the evidence rule,
 * computed when asked for.
 */
export type MethodName = 'lsmi' | 'evidence';
export type ValueName = ComponentName | 'i1' | 'i2' | 'i12' | 'h1' | 'h2';

/**
 * Which samples are meant: every condition given must hold. Values are compared as they are shown: by the
 * method, in the unit and with or without the adjustment the reader asked for. `saturated` is about LSMI's
 * densities whatever the method.
 */
export interface InteractionFilter {
  readonly and?: readonly InteractionFilter[] | null;
  readonly or?: readonly InteractionFilter[] | null;
  readonly not?: InteractionFilter | null;
  readonly sampleId?: { readonly in: readonly string[] } | null;
  readonly label?: { readonly in: readonly string[] } | null;
  readonly split?: { readonly in: readonly string[] } | null;
  readonly dominant?: { readonly in: readonly ComponentName[] } | null;
  readonly saturated?: boolean | null;
  readonly ranges?: Readonly<Partial<Record<ValueName, Range | null>>>;
}

/** Filters within filters beyond this are refused. */
export const MOST_FILTER_LEVELS = 10;

/** How values are shown: components by `method`, nats times `scale`, after the run's adjustment `offset`. */
export interface Presentation {
  readonly method: MethodName;
  /** 1 for nats, 1/log 2 for bits. */
  readonly scale: number;
  /**
   * Nats added to r and s and taken from u1 and u2; 0 for raw values. It belongs to LSMI and moves nothing
   * of the evidence rule, whose adjusted values are its raw ones.
   */
  readonly offset: number;
}

/** What a presentation adds to a raw value of its method, nats. */
export function shiftOf(name: ValueName, { method, offset }: Presentation): number {
  if (method === 'evidence') return 0;
  if (name === 'r' || name === 's') return offset;
  return name === 'u1' || name === 'u2' ? -offset : 0;
}

/** A raw value of the presentation's method (nats) as shown; null stays null. */
export function shown(value: number, name: ValueName, presentation: Presentation): number;
export function shown(value: number | null, name: ValueName, presentation: Presentation): number | null;
export function shown(value: number | null, name: ValueName, presentation: Presentation): number | null {
  return value === null ? null : (value + shiftOf(name, presentation)) * presentation.scale;
}

/** Factor from nats to bits. */
export const BITS_PER_NAT = 1 / Math.LN2;
