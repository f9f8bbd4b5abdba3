import type { Store } from '../src/store/open-store.js';
import { ClaimLost, type StepClaim } from '../src/store/run-steps.js';
import { heldSteps } from '../src/store/workers.js';
import { repeatedly, type Watch } from './repeatedly.js';
import type { StepsAtWork } from './steps-at-work.js';

/** Between two looks, milliseconds. */
const LOOK_MS = 1_000;

/** Ends a worker's steps that are not its own any more: given to others, or of a run that has ended. */
export function watchClaims(store: Store, slots: readonly string[], atWork: StepsAtWork): Watch {
  return repeatedly(LOOK_MS, async () => {
    const { claims } = atWork; // before the question: a step begun after it is in no answer
    if (claims.length === 0) return;
    const held = new Set((await heldSteps(store, slots)).map(keyOf));
    for (const claim of claims) if (!held.has(keyOf(claim))) atWork.lose(claim, new ClaimLost(claim));
  });
}

function keyOf({ runId, position, attempt }: Pick<StepClaim, 'runId' | 'position' | 'attempt'>): string {
  return `${runId}/${String(position)}/${String(attempt)}`;
}
