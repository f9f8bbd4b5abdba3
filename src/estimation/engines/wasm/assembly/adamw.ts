const FIRST_DECAY: f32 = 0.9;
const SECOND_DECAY: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/**
 * One AdamW step in place (Loshchilov & Hutter 2019).
 *
 * @param rate             learning rate over 1 − .9^step
 * @param secondCorrection 1 / (1 − .999^step)
 * @param keep             1 − learning rate · weight decay
 */
export function adamw(
  parameters: usize,
  gradient: usize,
  first: usize,
  second: usize,
  length: i32,
  rate: f32,
  secondCorrection: f32,
  keep: f32,
): void {
  let index: i32 = 0;
  for (; index + 4 <= length; index += 4) {
    const slope = v128.load(gradient);
    const mean = f32x4.add(
      f32x4.mul(f32x4.splat(FIRST_DECAY), v128.load(first)),
      f32x4.mul(f32x4.splat(1 - FIRST_DECAY), slope),
    );
    const square = f32x4.add(
      f32x4.mul(f32x4.splat(SECOND_DECAY), v128.load(second)),
      f32x4.mul(f32x4.splat(1 - SECOND_DECAY), f32x4.mul(slope, slope)),
    );
    v128.store(first, mean);
    v128.store(second, square);
    const spread = f32x4.add(
      f32x4.sqrt(f32x4.mul(square, f32x4.splat(secondCorrection))),
      f32x4.splat(EPSILON),
    );
    const kept = f32x4.mul(v128.load(parameters), f32x4.splat(keep));
    v128.store(parameters, f32x4.sub(kept, f32x4.div(f32x4.mul(mean, f32x4.splat(rate)), spread)));
    parameters += 16;
    gradient += 16;
    first += 16;
    second += 16;
  }
  for (; index < length; index++) {
    const slope = load<f32>(gradient);
    const mean = FIRST_DECAY * load<f32>(first) + (1 - FIRST_DECAY) * slope;
    const square = SECOND_DECAY * load<f32>(second) + (1 - SECOND_DECAY) * slope * slope;
    store<f32>(first, mean);
    store<f32>(second, square);
    store<f32>(
      parameters,
      keep * load<f32>(parameters) - (rate * mean) / (sqrt<f32>(square * secondCorrection) + EPSILON),
    );
    parameters += 4;
    gradient += 4;
    first += 4;
    second += 4;
  }
}
