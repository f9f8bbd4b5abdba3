import { dot } from './factor';

/** float64: what becomes of a mixture's covariances between their sums and their factors. */

/** Takes from the lower triangle of Σ x xᵀ `[d, d]` what the mean accounts for: Σ x (Σ x)ᵀ / count. */
export function centreScatter(scatter: usize, sums: usize, count: f64, dimension: i32): void {
  for (let row: i32 = 0; row < dimension; row++) {
    const shift = load<f64>(element(sums, row)) / count;
    const shifts = f64x2.splat(shift);
    let at = scatter + ((<usize>(row * dimension)) << 3);
    let from = sums;
    let column: i32 = 0;
    for (; column + 2 <= row + 1; column += 2) {
      v128.store(at, f64x2.sub(v128.load(at), f64x2.mul(shifts, v128.load(from))));
      at += 16;
      from += 16;
    }
    if (column <= row) store<f64>(at, load<f64>(at) - shift * load<f64>(from));
  }
}

/** target + values / divisor. */
export function addQuotient(values: usize, length: i32, divisor: f64, target: usize): void {
  const divisors = f64x2.splat(divisor);
  let index: i32 = 0;
  for (; index + 2 <= length; index += 2) {
    v128.store(target, f64x2.add(v128.load(target), f64x2.div(v128.load(values), divisors)));
    values += 16;
    target += 16;
  }
  if (index < length) store<f64>(target, load<f64>(target) + load<f64>(values) / divisor);
}

/**
 * own · scatter + ofPooled · pooled, its off-diagonal elements times `kept`, plus `ridge` `[d]` on its diagonal. Reads
 * lower triangles, writes both.
 */
export function regularizeCovariance(
  scatter: usize,
  own: f64,
  pooled: usize,
  ofPooled: f64,
  kept: f64,
  ridge: usize,
  dimension: i32,
  covariance: usize,
): void {
  for (let row: i32 = 0; row < dimension; row++) {
    const line = row * dimension;
    for (let column: i32 = 0; column < row; column++) {
      const at = line + column;
      const mixed = load<f64>(element(scatter, at)) * own + load<f64>(element(pooled, at)) * ofPooled;
      store<f64>(element(covariance, at), mixed * kept);
      store<f64>(element(covariance, column * dimension + row), mixed * kept);
    }
    const at = line + row;
    store<f64>(
      element(covariance, at),
      load<f64>(element(scatter, at)) * own +
        load<f64>(element(pooled, at)) * ofPooled +
        load<f64>(element(ridge, row)),
    );
  }
}

/**
 * A lower-triangular factor A `[d, d]` as float32, all of it written.
 *
 * @returns Σ log Aᵢᵢ
 */
export function narrowFactor(factor: usize, dimension: i32, narrow: usize): f64 {
  let logDeterminant: f64 = 0;
  for (let row: i32 = 0; row < dimension; row++) {
    const line = element(factor, row * dimension);
    const to = narrow + ((<usize>(row * dimension)) << 2);
    for (let column: i32 = 0; column <= row; column++) {
      store<f32>(to + ((<usize>column) << 2), <f32>load<f64>(element(line, column)));
    }
    memory.fill(to + ((<usize>(row + 1)) << 2), 0, (<usize>(dimension - row - 1)) << 2);
    logDeterminant += Math.log(load<f64>(element(line, row)));
  }
  return logDeterminant;
}

/** A·mean as float32, A lower triangular. */
export function centreOf(factor: usize, mean: usize, dimension: i32, centre: usize): void {
  for (let row: i32 = 0; row < dimension; row++) {
    const line = element(factor, row * dimension);
    store<f32>(centre + ((<usize>row) << 2), <f32>dot(line, mean, row + 1));
  }
}

function element(vector: usize, index: i32): usize {
  return vector + ((<usize>index) << 3);
}
