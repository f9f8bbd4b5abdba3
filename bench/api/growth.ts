import type { BenchServers } from './bench-servers.js';
import { aggregateAsked } from './aggregates.js';
import { listAsked } from './lists.js';
import { measureLoad, type Load, type LoadOptions } from './measure-load.js';

export interface RunOfSize {
  readonly id: string;
  readonly samples: number;
}

/** The list and the unfiltered aggregate of runs of several sizes. */
export function measureGrowth(
  { interlens }: BenchServers,
  runs: readonly RunOfSize[],
  options: LoadOptions,
): Promise<Load[]> {
  const asked = runs.flatMap(({ id, samples }) => [
    { ...listAsked(interlens.url, id), name: `list, ${samples} records` },
    { ...aggregateAsked(interlens.url, id), name: `aggregate, ${samples} records` },
  ]);
  return measureLoad(asked, options);
}
