/** Inclusive bounds; either may be left out. */
export interface Range {
  readonly min?: number | null;
  readonly max?: number | null;
}

export type ComponentName = 'r' | 'u1' | 'u2' | 's';
export type ValueName = ComponentName | 'i1' | 'i2' | 'i12' | 'h1' | 'h2';

/**
 * Which samples are meant: every condition given must hold. Values are compared as they are shown, in the
 * unit and with or without the adjustment the reader asked for.
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

/** How values are shown: nats times `scale`, after the run's adjustment `offset` where asked for. */
export interface Presentation {
  /** 1 for nats, 1/log 2 for bits. */
  readonly scale: number;
  /** Nats added to r and s and taken from u1 and u2; 0 for raw values. */
  readonly offset: number;
}

/** What a presentation adds to a stored value, nats. */
export function shiftOf(name: ValueName, { offset }: Presentation): number {
  if (name === 'r' || name === 's') return offset;
  return name === 'u1' || name === 'u2' ? -offset : 0;
}

/** A stored value (nats, raw) as shown; null stays null. */
export function shown(value: number | null, name: ValueName, presentation: Presentation): number | null {
  return value === null ? null : (value + shiftOf(name, presentation)) * presentation.scale;
}

/** Factor from nats to bits. */
export const BITS_PER_NAT = 1 / Math.LN2;
