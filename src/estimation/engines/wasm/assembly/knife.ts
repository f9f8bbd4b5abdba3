/**
 * A = (I+T) D of one component, row by row.
 *
 * @param triangle `[d, d]` T, zero on and above the diagonal
 * @param scales   `[d]` the diagonal of D
 * @param mean     `[d]`
 * @param centre   `[d]` out: A · mean
 */
export function knifeFactor(
  triangle: usize,
  scales: usize,
  mean: usize,
  dimension: i32,
  factor: usize,
  centre: usize,
): void {
  for (let row: i32 = 0; row < dimension; row++) {
    const start = (<usize>(row * dimension)) << 2;
    let from = triangle + start;
    let to = factor + start;
    let scale = scales;
    let middle = mean;
    let products = f32x4.splat(0);
    let column: i32 = 0;
    for (; column + 4 <= row; column += 4) {
      const element = f32x4.mul(v128.load(from), v128.load(scale));
      v128.store(to, element);
      products = f32x4.add(products, f32x4.mul(element, v128.load(middle)));
      from += 16;
      to += 16;
      scale += 16;
      middle += 16;
    }
    let product =
      f32x4.extract_lane(products, 0) +
      f32x4.extract_lane(products, 1) +
      f32x4.extract_lane(products, 2) +
      f32x4.extract_lane(products, 3);
    for (; column < row; column++) {
      const element = load<f32>(from) * load<f32>(scale);
      store<f32>(to, element);
      product += element * load<f32>(middle);
      from += 4;
      to += 4;
      scale += 4;
      middle += 4;
    }
    const diagonal = load<f32>(scale);
    store<f32>(to, diagonal);
    store<f32>(centre + ((<usize>row) << 2), product + diagonal * load<f32>(middle));
  }
}

/**
 * Multiplies the deviations `[rows, d]` of a component by its shares and sums them.
 *
 * @param pulls `[d]` added to: Σ share · deviation
 * @returns Σ share
 */
export function pullRows(
  deviations: usize,
  rowStride: i32,
  shares: usize,
  shareStride: i32,
  rows: i32,
  dimension: i32,
  pulls: usize,
): f32 {
  let count: f32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const share = load<f32>(shares + ((<usize>(row * shareStride)) << 2));
    count += share;
    let at = deviations + ((<usize>(row * rowStride)) << 2);
    let sum = pulls;
    let column: i32 = 0;
    for (; column + 4 <= dimension; column += 4) {
      const pull = f32x4.mul(f32x4.splat(share), v128.load(at));
      v128.store(at, pull);
      v128.store(sum, f32x4.add(v128.load(sum), pull));
      at += 16;
      sum += 16;
    }
    for (; column < dimension; column++) {
      const pull = share * load<f32>(at);
      store<f32>(at, pull);
      store<f32>(sum, load<f32>(sum) + pull);
      at += 4;
      sum += 4;
    }
  }
  return count;
}

/**
 * The chain rule from Σ share · A(x−μ)xᵀ to the gradients of one component's mean surprisal over `rows` rows.
 *
 * @param products   `[d, d]` in: Σ share · A(x−μ)xᵀ; out: the gradient of T, zero on and above the diagonal
 * @param byMean     `[d]` out
 * @param byLogScale `[d]` out: by log D
 */
export function knifeGradient(
  products: usize,
  factor: usize,
  scales: usize,
  mean: usize,
  pulls: usize,
  dimension: i32,
  rows: f32,
  share: f32,
  byMean: usize,
  byLogScale: usize,
): void {
  memory.fill(byMean, 0, (<usize>dimension) << 2);
  for (let column: i32 = 0; column < dimension; column++)
    store<f32>(byLogScale + ((<usize>column) << 2), -share);
  const inverse: f32 = 1.0 / rows;
  const inverses = f32x4.splat(inverse);
  for (let row: i32 = 0; row < dimension; row++) {
    const start = (<usize>(row * dimension)) << 2;
    const pull = load<f32>(pulls + ((<usize>row) << 2)) * inverse;
    const pulled = f32x4.splat(pull);
    let column: i32 = 0;
    for (; column + 4 <= row; column += 4) {
      const offset = (<usize>column) << 2;
      const at = products + start + offset;
      const element = v128.load(factor + start + offset);
      const byFactor = f32x4.sub(
        f32x4.mul(v128.load(at), inverses),
        f32x4.mul(pulled, v128.load(mean + offset)),
      );
      v128.store(
        byLogScale + offset,
        f32x4.add(v128.load(byLogScale + offset), f32x4.mul(byFactor, element)),
      );
      v128.store(byMean + offset, f32x4.sub(v128.load(byMean + offset), f32x4.mul(pulled, element)));
      v128.store(at, f32x4.mul(byFactor, v128.load(scales + offset)));
    }
    for (; column <= row; column++) {
      const offset = (<usize>column) << 2;
      const at = products + start + offset;
      const element = load<f32>(factor + start + offset);
      const byFactor = load<f32>(at) * inverse - pull * load<f32>(mean + offset);
      store<f32>(byLogScale + offset, load<f32>(byLogScale + offset) + byFactor * element);
      store<f32>(byMean + offset, load<f32>(byMean + offset) - pull * element);
      store<f32>(at, column < row ? byFactor * load<f32>(scales + offset) : 0);
    }
    memory.fill(products + start + ((<usize>(row + 1)) << 2), 0, (<usize>(dimension - row - 1)) << 2);
  }
}
