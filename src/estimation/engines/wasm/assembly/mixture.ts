import { exponential4 } from './exponential';

/**
 * constant − ½‖z − centre‖² of each row z `[dimension]` of `whitened`, to `out`, `outStride` elements apart.
 */
export function gaussianLogDensity(
  whitened: usize,
  rowStride: i32,
  centre: usize,
  rows: i32,
  dimension: i32,
  constant: f32,
  out: usize,
  outStride: i32,
): void {
  for (let row: i32 = 0; row < rows; row++) {
    const square = squaredDistance(whitened + ((<usize>(row * rowStride)) << 2), centre, dimension);
    store<f32>(out + ((<usize>(row * outStride)) << 2), constant - square / 2);
  }
}

/** ‖z − centre‖² of a row z `[dimension]`. */
export function squaredDistance(row: usize, centre: usize, dimension: i32): f32 {
  const body = dimension & ~3;
  let squares = f32x4.splat(0);
  let column: i32 = 0;
  for (; column < body; column += 4) {
    const deviation = f32x4.sub(v128.load(row), v128.load(centre));
    squares = f32x4.add(squares, f32x4.mul(deviation, deviation));
    row += 16;
    centre += 16;
  }
  let square = sumLanes(squares);
  for (; column < dimension; column++) {
    const deviation = load<f32>(row) - load<f32>(centre);
    square += deviation * deviation;
    row += 4;
    centre += 4;
  }
  return square;
}

/** As {@link gaussianLogDensity}, the rows replaced by their deviations z − centre. */
export function whitenedDeviations(
  whitened: usize,
  rowStride: i32,
  centre: usize,
  rows: i32,
  dimension: i32,
  constant: f32,
  out: usize,
  outStride: i32,
): void {
  const body = dimension & ~3;
  for (let row: i32 = 0; row < rows; row++) {
    let from = whitened + ((<usize>(row * rowStride)) << 2);
    let middle = centre;
    let squares = f32x4.splat(0);
    let column: i32 = 0;
    for (; column < body; column += 4) {
      const deviation = f32x4.sub(v128.load(from), v128.load(middle));
      v128.store(from, deviation);
      squares = f32x4.add(squares, f32x4.mul(deviation, deviation));
      from += 16;
      middle += 16;
    }
    let square = sumLanes(squares);
    for (; column < dimension; column++) {
      const deviation = load<f32>(from) - load<f32>(middle);
      store<f32>(from, deviation);
      square += deviation * deviation;
      from += 4;
      middle += 4;
    }
    store<f32>(out + ((<usize>(row * outStride)) << 2), constant - square / 2);
  }
}

function sumLanes(values: v128): f32 {
  const pairs = f32x4.add(values, v128.shuffle<f32>(values, values, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/**
 * Turns log densities `[rows, K]` of the components into their shares of each row.
 *
 * @param surprisal `[rows]` float64: −log of the sum of the densities, nats
 * @returns the surprisals' sum
 */
export function shareRows(logDensities: usize, rows: i32, components: i32, surprisal: usize): f64 {
  let total: f64 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const start = logDensities + ((<usize>(row * components)) << 2);
    let largest: f32 = load<f32>(start);
    for (let k: i32 = 1; k < components; k++) largest = max(largest, load<f32>(start + ((<usize>k) << 2)));
    let sum: f32 = 0;
    for (let k: i32 = 0; k < components; k++) {
      const at = start + ((<usize>k) << 2);
      const density = f32x4.extract_lane(exponential4(f32x4.splat(load<f32>(at) - largest)), 0);
      store<f32>(at, density);
      sum += density;
    }
    const factor: f32 = 1 / sum;
    for (let k: i32 = 0; k < components; k++) {
      const at = start + ((<usize>k) << 2);
      store<f32>(at, load<f32>(at) * factor);
    }
    const value = -(<f64>largest + Math.log(<f64>sum));
    store<f64>(surprisal + ((<usize>row) << 3), value);
    total += value;
  }
  return total;
}

/**
 * √share · (x − mean) of the rows whose share is not negligible, one below the other.
 *
 * @param shares `[rows]`, `shareStride` elements apart
 * @param sums   `[dimension]` float64, added to: Σ share · (x − mean)
 * @returns how many rows were written to `weighted`
 */
export function weightRows(
  input: usize,
  shares: usize,
  shareStride: i32,
  mean: usize,
  rows: i32,
  dimension: i32,
  negligible: f32,
  weighted: usize,
  sums: usize,
): i32 {
  let used: i32 = 0;
  const body = dimension & ~3;
  for (let row: i32 = 0; row < rows; row++) {
    const share = load<f32>(shares + ((<usize>(row * shareStride)) << 2));
    if (share < negligible) continue;
    const root = sqrt<f32>(share);
    let from = input + ((<usize>(row * dimension)) << 2);
    let to = weighted + ((<usize>(used * dimension)) << 2);
    let middle = mean;
    let sum = sums;
    let column: i32 = 0;
    for (; column < body; column += 4) {
      const deviation = f32x4.mul(f32x4.splat(root), f32x4.sub(v128.load(from), v128.load(middle)));
      v128.store(to, deviation);
      const pull = f32x4.mul(f32x4.splat(root), deviation);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.promote_low_f32x4(pull)));
      const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(pull, pull, 2, 3, 2, 3));
      v128.store(sum, f64x2.add(v128.load(sum, 16), high), 16);
      from += 16;
      to += 16;
      middle += 16;
      sum += 32;
    }
    for (; column < dimension; column++) {
      const deviation = root * (load<f32>(from) - load<f32>(middle));
      store<f32>(to, deviation);
      store<f64>(sum, load<f64>(sum) + <f64>(root * deviation));
      from += 4;
      to += 4;
      middle += 4;
      sum += 8;
    }
    used += 1;
  }
  return used;
}

/** Adds float32 values to float64 sums. */
export function addTo64(values: usize, length: i32, sums: usize): void {
  for (let index: i32 = 0; index < length; index++) {
    store<f64>(sums, load<f64>(sums) + <f64>load<f32>(values));
    values += 4;
    sums += 8;
  }
}

/** Sums over rows of `[rows, K]`, added to `[K]` float64. */
export function countShares(shares: usize, rows: i32, components: i32, counts: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    for (let k: i32 = 0; k < components; k++) {
      const at = counts + ((<usize>k) << 3);
      store<f64>(at, load<f64>(at) + <f64>load<f32>(shares));
      shares += 4;
    }
  }
}
