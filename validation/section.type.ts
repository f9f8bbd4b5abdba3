import type { StepThreads } from '../jobs/step-threads.js';
import type { DensityThreads } from './density/density-threads.js';
import type { Requirement } from './requirement.js';

/** What a section runs with. */
export interface ValidationContext {
  readonly threads: StepThreads;
  readonly densities: DensityThreads;
  /** `tiny` only shows that a section runs: its figures mean nothing. */
  readonly size: 'full' | 'tiny';
  /** Folder of real datasets; null where none was named. */
  readonly data: string | null;
  readonly progress: (message: string) => void;
}

/** A section of docs/VALIDATION.md or, in another context, of another page made from figures. */
export interface Section<Context = ValidationContext> {
  /** Of the command line and of its file of figures. */
  readonly name: string;
  readonly title: string;
  /** Null where the section has nothing to run on. */
  run(context: Context): Promise<unknown>;
  /** Markdown under the title. */
  render(figures: unknown): string;
  requirements(figures: unknown): readonly Requirement[];
}

/** A section whose figures, plain JSON, have the type `Figures`. */
export interface SectionDefinition<Figures, Context = ValidationContext> {
  readonly name: string;
  readonly title: string;
  readonly run: (context: Context) => Promise<Figures | null>;
  readonly render: (figures: Figures) => string;
  readonly requirements?: (figures: Figures) => readonly Requirement[];
}
