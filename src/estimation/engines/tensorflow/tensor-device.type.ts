import type * as core from '@tensorflow/tfjs-core';

/** TensorFlow.js with a backend set: handed in, so that the estimation imports none. */
export type TensorFlow = typeof core;

/** Where tensors live, and what must be known of it beside TensorFlow.js. */
export interface TensorDevice {
  readonly tf: TensorFlow;
  /** The most bytes a tensor may have. */
  readonly largestTensor: number;
  /** Throws when the device has reported an error: some report one long after the call that caused it. */
  readonly check: () => void;
}
