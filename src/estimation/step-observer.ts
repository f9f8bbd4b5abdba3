/** An epoch of a model in training, or a form or a penalty that was tried. */
export interface EpochLoss {
  /** Which of the step's models, such as `perceptron-2` or `mixture-own-4`. */
  readonly model: string;
  /** From 1. */
  readonly epoch: number;
  /** On the rows it is trained on, nats a row; null where the fit does not ask. */
  readonly training: number | null;
  /** On the rows set aside, nats a row, as the fit itself judges by; null where it sets none aside. */
  readonly validation: number | null;
}

/** Told how a step comes along. Watching changes no result. */
export interface StepObserver {
  epoch(loss: EpochLoss): void;
  /** @param share of what is observed that is done, 0 to 1, as far as can be told */
  progress(share: number): void;
}

/** Told of one model's epochs. */
export interface NamedObserver {
  /** @param share of the model's training that is done */
  epoch(epoch: number, validation: number | null, share: number): void;
}

/** @param model as its losses name it */
export function named(model: string, observer: StepObserver | undefined): NamedObserver {
  return {
    epoch(epoch, validation, share) {
      observer?.epoch({ model, epoch, training: null, validation });
      observer?.progress(Math.min(1, share));
    },
  };
}

/** Sees a part of a step as the whole. */
export function observePart(observer: StepObserver | undefined, from: number, share: number): StepObserver {
  return {
    epoch: (loss) => observer?.epoch(loss),
    progress: (done) => observer?.progress(from + share * done),
  };
}

/** Sees parts one after the other, each the share of the whole that its cost is. */
export function observeParts(
  observer: StepObserver | undefined,
  costs: readonly number[],
): readonly StepObserver[] {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  let from = 0;
  return costs.map((cost) => {
    const part = observePart(observer, from, cost / total);
    from += cost / total;
    return part;
  });
}
