import type { RunAggregates } from '../src/estimation/aggregate.js';
import type { EstimationConfig } from '../src/estimation/config.js';
import type { Decomposition, ScoredStep } from '../src/estimation/decompose.js';
import type { InteractionColumns } from '../src/estimation/interaction-columns.js';
import type { ModelStepResult, RunFeatures } from '../src/estimation/model-step.js';
import type { ModelStep } from '../src/estimation/steps.js';

/** The estimation's work as a thread takes it. Large arrays lie on shared memory and are not copied. */
export type StepTask =
  | {
      readonly kind: 'model';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly features: RunFeatures;
      readonly step: ModelStep;
    }
  | {
      readonly kind: 'decompose';
      readonly config: EstimationConfig;
      readonly seed: number;
      readonly labels: Pick<RunFeatures, 'classIndex' | 'classes'>;
      readonly scored: readonly ScoredStep[];
    }
  | {
      readonly kind: 'aggregate';
      readonly columns: InteractionColumns;
      readonly labels: Pick<RunFeatures, 'classIndex' | 'classes'>;
    };

/** What each kind of task answers. */
export interface StepTaskResults {
  readonly model: ModelStepResult;
  readonly decompose: Decomposition;
  readonly aggregate: RunAggregates;
}

/** A result and the seconds its work took, waiting for a thread not counted. */
export interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
}
