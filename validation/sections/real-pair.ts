import type { RunWarning } from '../../src/estimation/warnings/run-warning.js';
import { presets } from '../../src/estimation/presets.js';
import { readDataset } from '../../src/ingest/read-dataset.js';
import { estimatePlanted } from '../estimate-planted.js';
import type { ValidationContext } from '../section.type.js';

/** Means over the samples of a class, nats. */
export interface ClassInformation {
  readonly label: string;
  readonly i1: number;
  readonly i2: number;
  readonly i12: number;
}

/** What a run says of two modalities of a file; means of LSMI are before the adjustment. */
export interface RealPair {
  readonly name: string;
  readonly samples: number;
  readonly classes: readonly ClassInformation[];
  readonly dimensions: readonly [number, number];
  readonly accuracies: readonly (number | null)[];
  readonly means: Readonly<Record<'r' | 'u1' | 'u2' | 's' | 'i1' | 'i2' | 'i12', number>>;
  readonly evidence: Readonly<Record<'r' | 'u1' | 'u2' | 's', number>>;
  readonly offset: number;
  readonly nonFinite: number;
  readonly saturated: number;
  readonly warnings: readonly RunWarning[];
}

export const REAL_SEED = 1;

/** @param of names of the two arrays, beside one named `label` */
export async function estimateRealPair(
  { threads, size }: ValidationContext,
  path: string,
  of: readonly [string, string],
): Promise<RealPair> {
  const dataset = await readDataset(path, {
    modalities: of.map((array) => ({ name: array, array })),
    label: 'label',
    missing: 'refuse',
  });
  const { classes, classIndex } = dataset;
  const [first, second] = [dataset.modalities[0]!.matrix, dataset.modalities[1]!.matrix];
  const { aggregates, summary } = await estimatePlanted(
    threads,
    { first, second, classIndex, classes: classes.length },
    presets[size === 'tiny' ? 'fast' : 'accurate']!,
    REAL_SEED,
    { first: of[0], second: of[1], classLabels: classes },
  );
  const { overall, adjustment } = aggregates;
  return {
    name: of.join(' and '),
    samples: overall.count,
    classes: aggregates.classes.map(({ means }, label) => {
      const { i1, i2, i12 } = means!;
      return { label: classes[label]!, i1, i2, i12 };
    }),
    dimensions: [first.columns, second.columns],
    accuracies: [
      summary.classifiers.first.accuracy,
      summary.classifiers.second.accuracy,
      summary.classifiers.both.accuracy,
    ],
    means: overall.means!,
    evidence: overall.evidence!,
    offset: adjustment.offset,
    nonFinite: overall.nonFiniteCount,
    saturated: overall.saturatedCount / (overall.count - overall.nonFiniteCount),
    warnings: summary.warnings,
  };
}
