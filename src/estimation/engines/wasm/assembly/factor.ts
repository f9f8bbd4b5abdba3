/** Dense float64 factorisations, row by row: every inner loop is over contiguous elements. */

/**
 * Lower Cholesky factor of a symmetric positive definite `[d, d]` matrix, written over it (what lies above the
 * diagonal stays as it was).
 *
 * @returns whether it is positive definite; if not, its contents are undefined
 */
export function cholesky(matrix: usize, dimension: i32): bool {
  const line = (<usize>dimension) << 3;
  for (let row: i32 = 0; row < dimension; row++) {
    const own = matrix + <usize>row * line;
    for (let column: i32 = 0; column <= row; column++) {
      const other = matrix + <usize>column * line;
      const at = own + ((<usize>column) << 3);
      const left = load<f64>(at) - dot(own, other, column);
      if (column < row) {
        store<f64>(at, left / load<f64>(other + ((<usize>column) << 3)));
      } else {
        if (!(left > 0 && left < Infinity)) return false;
        store<f64>(at, Math.sqrt(left));
      }
    }
  }
  return true;
}

/** Four sums side by side: one alone would wait for each addition. */
export function dot(left: usize, right: usize, length: i32): f64 {
  let s0 = f64x2.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  let index: i32 = 0;
  for (; index + 8 <= length; index += 8) {
    s0 = f64x2.add(s0, f64x2.mul(v128.load(left), v128.load(right)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(left, 16), v128.load(right, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(left, 32), v128.load(right, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(left, 48), v128.load(right, 48)));
    left += 64;
    right += 64;
  }
  const sums = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; index < length; index++) {
    sum += load<f64>(left) * load<f64>(right);
    left += 8;
    right += 8;
  }
  return sum;
}

/** Inverse of a lower-triangular `[d, d]` matrix; reads its lower triangle only, writes zeros above the diagonal. */
export function invertLower(lower: usize, inverse: usize, dimension: i32): void {
  const line = (<usize>dimension) << 3;
  memory.fill(inverse, 0, <usize>dimension * line);
  for (let row: i32 = 0; row < dimension; row++) {
    const from = lower + <usize>row * line;
    const to = inverse + <usize>row * line;
    for (let k: i32 = 0; k < row; k++) {
      const factor = load<f64>(from + ((<usize>k) << 3));
      if (factor != 0) subtractScaled(to, inverse + <usize>k * line, factor, k + 1);
    }
    const scale = 1 / load<f64>(from + ((<usize>row) << 3));
    for (let column: i32 = 0; column < row; column++) {
      const at = to + ((<usize>column) << 3);
      store<f64>(at, load<f64>(at) * scale);
    }
    store<f64>(to + ((<usize>row) << 3), scale);
  }
}

/** target − factor · values. */
export function subtractScaled(target: usize, values: usize, factor: f64, length: i32): void {
  const factors = f64x2.splat(factor);
  let index: i32 = 0;
  for (; index + 4 <= length; index += 4) {
    v128.store(target, f64x2.sub(v128.load(target), f64x2.mul(factors, v128.load(values))));
    v128.store(target, f64x2.sub(v128.load(target, 16), f64x2.mul(factors, v128.load(values, 16))), 16);
    target += 32;
    values += 32;
  }
  for (; index < length; index++) {
    store<f64>(target, load<f64>(target) - factor * load<f64>(values));
    target += 8;
    values += 8;
  }
}
