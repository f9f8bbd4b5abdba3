import { ClaimLost, type StepClaim } from '../src/store/run-steps.js';

/** The steps a worker is at, each ended as soon as it is not its own any more. */
export class StepsAtWork {
  private readonly steps = new Map<StepClaim, AbortController>();

  get claims(): readonly StepClaim[] {
    return [...this.steps.keys()];
  }

  /** Fires, with the ClaimLost, when the step is lost. */
  begin(claim: StepClaim): AbortSignal {
    const controller = new AbortController();
    this.steps.set(claim, controller);
    return controller.signal;
  }

  end(claim: StepClaim): void {
    this.steps.delete(claim);
  }

  lose(claim: StepClaim, loss: ClaimLost): void {
    this.steps.get(claim)?.abort(loss);
  }
}
