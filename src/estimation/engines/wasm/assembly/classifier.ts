import { exponential4 } from './exponential';

/** Adds a bias `[width]` to each of `rows` rows; with `rectify`, negative sums become 0. */
export function addBias(values: usize, bias: usize, rows: i32, width: i32, rectify: bool): void {
  const least = f32x4.splat(rectify ? 0 : -f32.MAX_VALUE);
  const leastOne: f32 = rectify ? 0 : -f32.MAX_VALUE;
  for (let row: i32 = 0; row < rows; row++) {
    let column: i32 = 0;
    let from = bias;
    for (; column + 4 <= width; column += 4) {
      v128.store(values, f32x4.max(f32x4.add(v128.load(values), v128.load(from)), least));
      values += 16;
      from += 16;
    }
    for (; column < width; column++) {
      store<f32>(values, max(load<f32>(values) + load<f32>(from), leastOne));
      values += 4;
      from += 4;
    }
  }
}

/** Sums over rows `[width]`. */
export function sumRows(values: usize, rows: i32, width: i32, sums: usize): void {
  memory.fill(sums, 0, (<usize>width) << 2);
  for (let row: i32 = 0; row < rows; row++) {
    let column: i32 = 0;
    let to = sums;
    for (; column + 4 <= width; column += 4) {
      v128.store(to, f32x4.add(v128.load(to), v128.load(values)));
      values += 16;
      to += 16;
    }
    for (; column < width; column++) {
      store<f32>(to, load<f32>(to) + load<f32>(values));
      values += 4;
      to += 4;
    }
  }
}

/** A rectifier's gradient: nothing passes where the activation is 0. */
export function blockInactive(gradient: usize, activation: usize, length: i32): void {
  const zero = f32x4.splat(0);
  let index: i32 = 0;
  for (; index + 4 <= length; index += 4) {
    v128.store(gradient, v128.and(v128.load(gradient), f32x4.gt(v128.load(activation), zero)));
    gradient += 16;
    activation += 16;
  }
  for (; index < length; index++) {
    if (!(load<f32>(activation) > 0)) store<f32>(gradient, 0);
    gradient += 4;
    activation += 4;
  }
}

/**
 * Replaces the logits `[rows, C]` by (softmax − one-hot) · scale, the gradient of their cross-entropy.
 *
 * @param labels `[rows]` int32
 * @returns summed cross-entropy, nats
 */
export function softmaxGradient(logits: usize, labels: usize, rows: i32, classes: i32, scale: f32): f64 {
  let loss: f64 = 0;
  const bytes = (<usize>classes) << 2;
  // The logit of the label must be read before the exponentials replace it.
  for (let row: i32 = 0; row < rows; row++) {
    const start = logits + <usize>row * bytes;
    let largest: f32 = load<f32>(start);
    for (let c: i32 = 1; c < classes; c++) largest = max(largest, load<f32>(start + ((<usize>c) << 2)));
    for (let c: i32 = 0; c < classes; c++) {
      const at = start + ((<usize>c) << 2);
      store<f32>(at, load<f32>(at) - largest);
    }
    loss -= <f64>load<f32>(start + ((<usize>load<i32>(labels + ((<usize>row) << 2))) << 2));
  }
  exponentials(logits, rows * classes);
  for (let row: i32 = 0; row < rows; row++) {
    const start = logits + <usize>row * bytes;
    let sum: f32 = 0;
    for (let c: i32 = 0; c < classes; c++) sum += load<f32>(start + ((<usize>c) << 2));
    const factor = scale / sum;
    for (let c: i32 = 0; c < classes; c++) {
      const at = start + ((<usize>c) << 2);
      store<f32>(at, load<f32>(at) * factor);
    }
    const ofLabel = start + ((<usize>load<i32>(labels + ((<usize>row) << 2))) << 2);
    store<f32>(ofLabel, load<f32>(ofLabel) - scale);
    loss += Math.log(<f64>sum);
  }
  return loss;
}

/** e^x in place. */
function exponentials(values: usize, length: i32): void {
  let index: i32 = 0;
  for (; index + 4 <= length; index += 4) {
    v128.store(values, exponential4(v128.load(values)));
    values += 16;
  }
  for (; index < length; index++) {
    store<f32>(values, f32x4.extract_lane(exponential4(v128.load32_splat(values)), 0));
    values += 4;
  }
}
