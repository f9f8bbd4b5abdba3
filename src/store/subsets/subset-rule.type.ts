import type { InteractionFilter, Presentation, ValueName } from '../../domain/interaction-filter.js';
import type { InteractionOrder } from '../interactions/interaction-order.js';

/** How a subset's samples are found: stored with it, so that it can be made again. */
export type SubsetRule = SelectionRule | BucketRule | RandomRule | CombinationRule;

/** Interactions that a rule is about, as shown. */
interface AmongInteractions {
  readonly runId: string;
  readonly filter: InteractionFilter;
  readonly presentation: Presentation;
}

/** Samples that meet a filter, in an order: of a curriculum, say. */
export interface SelectionRule extends AmongInteractions {
  readonly kind: 'selection';
  readonly order: InteractionOrder;
  /** The first so many of them; null for all. */
  readonly limit: number | null;
}

/** One of the equal parts that samples fall into by a value, in the order of the dataset. */
export interface BucketRule extends AmongInteractions, Partition {
  readonly kind: 'bucket';
  /** Which of the parts, from 1: that of the smallest values. */
  readonly part: number;
}

/** Samples dealt into parts by a value; ties in the order of the dataset. Those without the value are in none. */
export interface Partition {
  readonly by: ValueName;
  readonly parts: number;
  /** Whether each class is dealt by itself, so that every part has the same mix of classes. */
  readonly perClass: boolean;
}

/**
 * As many samples as another subset has, drawn from the whole dataset: as many of each class, and within it of each
 * split. The same seed draws the same samples.
 */
export interface RandomRule {
  readonly kind: 'random';
  readonly like: NamedSubset;
  readonly seed: number;
}

/** Samples of any, of all, or of the first of these subsets and no other; in the order in which they first stand there. */
export interface CombinationRule {
  readonly kind: 'union' | 'intersection' | 'difference';
  readonly subsets: readonly NamedSubset[];
}

/** By its id; the name says to readers what it was. */
export interface NamedSubset {
  readonly id: string;
  readonly name: string;
}
