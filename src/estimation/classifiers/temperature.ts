import { meanLogLoss } from '../log-softmax.js';

const LOG_RANGE = Math.log(10);
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Leaves an interval of 2·log(10)·0.618^40, about 2e-8, in log temperature. */
const SECTIONS = 40;

/**
 * The temperature between 0.1 and 10 that minimises the log-loss of softmax(logits / T) (Guo et al. 2017),
 * by golden-section search in log T.
 *
 * @param logits `[rows, C]` out-of-fold scores of all folds together
 * @param labels `[rows]`
 */
export function fitTemperature(logits: Float64Array, labels: Int32Array, classes: number): number {
  const loss = (logTemperature: number): number =>
    meanLogLoss(logits, labels, classes, Math.exp(logTemperature));
  let low = -LOG_RANGE;
  let high = LOG_RANGE;
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let lossLeft = loss(left);
  let lossRight = loss(right);
  for (let section = 0; section < SECTIONS; section += 1) {
    if (lossLeft < lossRight) {
      high = right;
      right = left;
      lossRight = lossLeft;
      left = high - GOLDEN * (high - low);
      lossLeft = loss(left);
    } else {
      low = left;
      left = right;
      lossLeft = lossRight;
      right = low + GOLDEN * (high - low);
      lossRight = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}
