import type { DatasetRecord } from '../store/datasets.js';

/** What the supplied log-probabilities of a dataset are about: `image`, or `image+text` for a classifier of both. */
export function scoredSubjects({ modalities, classScores }: DatasetRecord): string[] {
  return classScores.map(({ firstModality, secondModality }) =>
    [...new Set([firstModality, secondModality])].map((position) => modalities[position]!.name).join('+'),
  );
}
