import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { BootstrapOptions, RunIntervals } from '../src/estimation/uncertainty/bootstrap.js';
import type { CombinedRepetitions } from '../src/estimation/uncertainty/combine-repetitions.js';
import type { ColumnScreening } from '../src/estimation/densities/column-screening.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import type { PointwiseInformation } from '../src/estimation/classifiers/pointwise-information.js';
import type { RunFeatures } from '../src/estimation/run-features.js';
import type { ModelStepResult } from '../src/estimation/model-step-result.js';
import type { Repetition } from '../src/estimation/uncertainty/repetition.type.js';
import type { TestedStatistics } from '../src/estimation/uncertainty/permutation-test.js';
import type { SensitivityCurve } from '../src/estimation/uncertainty/sensitivity.js';
import type { Modality, ModelStep, PermutationStep, Subject } from '../src/estimation/steps.js';

type Labels = Pick<RunFeatures, 'classIndex' | 'classes'>;

/** The estimation's work as a thread takes it. Large arrays lie on shared memory and are not copied. */
export type StepTask =
  /** Leaves a thread with its engine loaded. */
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'screening';
      readonly config: EstimationConfig;
      readonly features: RunFeatures;
      readonly modality: Modality;
    }
  | {
      readonly kind: 'model';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly features: RunFeatures;
      readonly step: ModelStep;
    }
  | {
      readonly kind: 'permutation';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly features: RunFeatures;
      readonly surprisal: { readonly h1: Float64Array; readonly h2: Float64Array };
      readonly step: PermutationStep;
    }
  | {
      readonly kind: 'information';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly labels: Labels;
      readonly subject: Subject;
      /** The subject's classifiers, of one repetition. */
      readonly scored: readonly ScoredStep[];
    }
  | {
      readonly kind: 'decompose';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly labels: Labels;
      /** Of one repetition; with `information`, its densities. */
      readonly scored: readonly ScoredStep[];
      readonly information?: Readonly<Record<Subject, PointwiseInformation>>;
    }
  | { readonly kind: 'combine'; readonly repetitions: readonly InteractionColumns[] }
  | {
      readonly kind: 'bootstrap';
      readonly repetitions: readonly Repetition[];
      readonly labels: Labels;
      readonly options: BootstrapOptions;
      readonly seed: number;
    }
  | { readonly kind: 'aggregate'; readonly columns: InteractionColumns; readonly labels: Labels };

/** What each kind of task answers. */
export interface StepTaskResults {
  readonly nothing: null;
  readonly screening: ColumnScreening | null;
  readonly model: ModelStepResult;
  readonly permutation: TestedStatistics;
  readonly information: PointwiseInformation;
  readonly decompose: Decomposition;
  readonly combine: CombinedRepetitions;
  readonly bootstrap: RunIntervals;
  readonly aggregate: { readonly aggregates: RunAggregates; readonly sensitivity: SensitivityCurve | null };
}

/** A result and the seconds its work took, waiting for a thread not counted. */
export interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
}
