/** Inclusive bounds; either may be left out. */
export interface Range {
  readonly min?: number | null;
  readonly max?: number | null;
}

export const COMPONENT_NAMES = ['r', 'u1', 'u2', 's'] as const;
export type ComponentName = (typeof COMPONENT_NAMES)[number];
/**
 * The rule that makes components from the stored values: the paper's, stored with them, or the evidence rule,
 * computed when asked for.
 */
export type MethodName = 'lsmi' | 'evidence';
/** The components, and what they are made from. */
export const VALUE_NAMES = [...COMPONENT_NAMES, 'i1', 'i2', 'i12', 'h1', 'h2'] as const;
export type ValueName = (typeof VALUE_NAMES)[number];

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
  readonly sampleIndex?: Range | null;
  readonly label?: { readonly in: readonly string[] } | null;
  readonly split?: { readonly in: readonly string[] } | null;
  readonly dominant?: { readonly in: readonly ComponentName[] } | null;
  readonly saturated?: boolean | null;
  readonly fold?: { readonly in: readonly number[] } | null;
  readonly top?: Top | null;
  /** Subsets of the dataset, by id. */
  readonly subset?: { readonly in: readonly string[] } | null;
  readonly ranges?: Readonly<Partial<Record<ValueName, Range | null>>>;
}

/** Whether a filter has no condition, so that it selects every sample. */
export function isEverything({ ranges, ...conditions }: InteractionFilter): boolean {
  return [...Object.values(conditions), ...Object.values(ranges ?? {})].every((value) => value == null);
}

/**
 * The samples with the largest values as shown, ties in the order of the dataset; those without the value are none
 * of them. Just one of `count` and `percent` is given.
 */
export interface Top {
  readonly by: ValueName;
  /** The smallest instead. */
  readonly smallest: boolean;
  readonly count?: number | null;
  /** Of the samples that have the value, rounded up. */
  readonly percent?: number | null;
  /** So many, or such a share, of each class. */
  readonly perClass: boolean;
  /** Among which they are the largest; all of the run's when left out. */
  readonly among?: InteractionFilter | null;
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

/** How a run's values are shown. @param scale from nats to the unit */
export function presentationFor(
  { adjustmentOffset }: { readonly adjustmentOffset: number | null },
  { method, adjusted }: { readonly method: MethodName; readonly adjusted: boolean },
  scale = 1,
): Presentation {
  return { method, scale, offset: adjusted ? (adjustmentOffset ?? 0) : 0 };
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

/** What {@link shown} shows as this: a raw value of the presentation's method, nats. */
export function rawOf(value: number, name: ValueName, presentation: Presentation): number {
  return value / presentation.scale - shiftOf(name, presentation);
}

/** Factor from nats to bits. */
export const BITS_PER_NAT = 1 / Math.LN2;
