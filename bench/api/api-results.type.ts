import type { Machine } from '../estimate/machine.js';
import type { FilteredAggregate } from './aggregates.js';
import type { HostileFigures } from './hostile.js';
import type { Load } from './measure-load.js';
import type { Stream } from './streams.js';

/** Figures of all sections; those that were not run again are older. */
export interface ApiResults {
  readonly machine: Machine;
  readonly lists: readonly Load[];
  readonly aggregates: readonly Load[];
  readonly filteredAggregate: FilteredAggregate;
  readonly hostile: HostileFigures;
  readonly streams: readonly Stream[];
  readonly growth: readonly Load[];
}
