import type { Presentation } from '../../domain/interaction-filter.js';

/** How a run's samples are routed: stored with the routes, so that they can be made again. */
export interface RoutingRule {
  readonly runId: string;
  /** Names of its first and second, which can teach. */
  readonly modalities: readonly [first: string, second: string];
  readonly presentation: Presentation;
  /** What each value must exceed to count: as shown, and as it was asked for. */
  readonly thresholds: Readonly<Record<ThresholdName, Threshold & { readonly value: number }>>;
}

/** Values that a threshold can be set for: the components, and all information (i12). */
export const THRESHOLD_NAMES = ['r', 'u1', 'u2', 's', 'i12'] as const;
export type ThresholdName = (typeof THRESHOLD_NAMES)[number];

/** A value, in the unit of the presentation; or the quantile (0 to 1) of the run's samples at which it lies. */
export interface Threshold {
  readonly value?: number;
  readonly quantile?: number;
}
