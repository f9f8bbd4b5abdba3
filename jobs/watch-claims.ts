import type { Store } from '../src/store/open-store.js';
import { recoverStep } from '../src/store/return-steps.js';
import { ClaimLost, type StepClaim } from '../src/store/run-steps.js';
import { stepKey } from '../src/store/step-queue.js';
import { heldSteps, lockedJobs } from '../src/store/workers.js';
import { repeatedly, type Watch } from './repeatedly.js';
import type { StepsAtWork } from './steps-at-work.js';

/** Between two looks, milliseconds. */
const LOOK_MS = 1_000;

export interface OwnWork {
  readonly slots: readonly string[];
  readonly atWork: StepsAtWork;
  /** Names of the jobs that the slots are doing. */
  readonly handling: ReadonlySet<string>;
}

/**
 * Holds what a worker is at against what the tables say it is. Steps that are not its own any more, given to others or
 * of a run that has ended, are ended here; what two looks in a row found to be its own though nobody is at it, because an
 * answer was lost with its connection, is queued again.
 */
export function watchClaims(store: Store, { slots, atWork, handling }: OwnWork): Watch {
  let suspects = new Set<string>();
  return repeatedly(LOOK_MS, async () => {
    const { claims } = atWork; // before the question: a step begun after it is in no answer
    const steps = await heldSteps(store, slots);
    const held = new Set(steps.map(attemptOf));
    for (const claim of claims) if (!held.has(attemptOf(claim))) atWork.lose(claim, new ClaimLost(claim));
    const own = [
      ...steps.map(({ runId, position }) => stepKey(runId, position)),
      ...(await lockedJobs(store, slots)),
    ];
    const strays = new Set(own.filter((key) => !handling.has(key)));
    for (const key of strays) if (suspects.has(key)) await recoverStep(store, key, slots);
    suspects = strays;
  });
}

function attemptOf({ runId, position, attempt }: Pick<StepClaim, 'runId' | 'position' | 'attempt'>): string {
  return `${stepKey(runId, position)}/${String(attempt)}`;
}
