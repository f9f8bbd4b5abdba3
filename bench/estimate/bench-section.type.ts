import type { Section } from '../../validation/section.type.js';

/** What a section of the benchmark runs with. */
export interface BenchContext {
  /** `tiny` only shows that a section runs: its figures mean nothing. */
  readonly size: 'full' | 'tiny';
  /** Folder of real datasets; null where none was named. */
  readonly data: string | null;
  /** Whether runs that take half an hour are wanted, too. */
  readonly large: boolean;
  /** An empty folder for data and databases of the section, deleted afterwards. */
  readonly folder: string;
  readonly progress: (message: string) => void;
}

/** A section of docs/PERFORMANCE.md. */
export type BenchSection = Section<BenchContext>;
