import { subtractScaled } from './factor';

/**
 * Lower-triangular A with precision AᵀA from a covariance `[d, d]`, each column regressed on at most `most` of the
 * columns before it; the method and its sources are those of densities/sparse-precision.ts.
 *
 * @param rows       how many rows the covariance comes from
 * @param leastShare of a column's variance, below which what is left of it is rounding
 * @param factor     `[d, d]`, all of it written
 * @param work       `[(most + 4) · d]` scratch
 */
export function sparseFactor(
  covariance: usize,
  dimension: i32,
  rows: f64,
  most: i32,
  leastShare: f64,
  factor: usize,
  work: usize,
): void {
  const line = (<usize>dimension) << 3;
  const floors = work;
  const variance = work + line;
  const shared = work + 2 * line;
  const predecessors = work + 3 * line;
  const lines = work + 4 * line;
  memory.fill(factor, 0, <usize>dimension * line);
  for (let k: i32 = 0; k < dimension; k++) {
    store<f64>(element(floors, k), leastShare * load<f64>(element(covariance + <usize>k * line, k)));
  }
  for (let column: i32 = 0; column < dimension; column++) {
    const own = covariance + <usize>column * line;
    // Of every column up to this one: variance left, and covariance left with this one.
    for (let k: i32 = 0; k <= column; k++) {
      store<f64>(element(variance, k), load<f64>(element(covariance + <usize>k * line, k)));
    }
    memory.copy(shared, own, (<usize>(column + 1)) << 3);
    const cost = Math.log(max(<f64>2, rows)) + 2 * Math.log(max(<f64>1, <f64>column));
    const leastRatio = Math.exp(cost / rows);
    let taken: i32 = 0;
    while (taken < most) {
      const best = mostExplaining(shared, variance, floors, column);
      if (best < 0) break;
      const present = load<f64>(element(variance, column));
      const explained = load<f64>(element(shared, best));
      const left = present - (explained * explained) / load<f64>(element(variance, best));
      if (!(left > load<f64>(element(floors, column))) || present / left < leastRatio) break;
      take(covariance + <usize>best * line, lines, line, taken, best, column, variance, shared);
      store<i32>(predecessors + ((<usize>taken) << 2), best);
      taken += 1;
    }
    const scale = 1 / Math.sqrt(load<f64>(element(variance, column)));
    const target = factor + <usize>column * line;
    store<f64>(element(target, column), scale);
    solve(lines, line, predecessors, taken, column, scale, target);
  }
}

function element(vector: usize, index: i32): usize {
  return vector + ((<usize>index) << 3);
}

/** The column before `column` that explains most of what is left of it; −1 where none explains anything. */
function mostExplaining(shared: usize, variance: usize, floors: usize, column: i32): i32 {
  let gains = f64x2.splat(0);
  let places = f64x2.splat(-1);
  let place = f64x2.replace_lane(f64x2.splat(0), 1, 1);
  let k: i32 = 0;
  for (; k + 2 <= column; k += 2) {
    const left = v128.load(element(variance, k));
    const part = v128.load(element(shared, k));
    const gain = f64x2.div(f64x2.mul(part, part), left);
    const more = v128.and(f64x2.gt(gain, gains), f64x2.ge(left, v128.load(element(floors, k))));
    gains = v128.bitselect(gain, gains, more);
    places = v128.bitselect(place, places, more);
    place = f64x2.add(place, f64x2.splat(2));
  }
  let best = f64x2.extract_lane(places, 0);
  let gain = f64x2.extract_lane(gains, 0);
  const other = f64x2.extract_lane(places, 1);
  const otherGain = f64x2.extract_lane(gains, 1);
  // Of equals the first, as a loop over all would have it.
  if (otherGain > gain || (otherGain == gain && other >= 0 && other < best)) {
    best = other;
    gain = otherGain;
  }
  if (k < column) {
    const left = load<f64>(element(variance, k));
    const part = load<f64>(element(shared, k));
    if (left >= load<f64>(element(floors, k)) && (part * part) / left > gain) return k;
  }
  return <i32>best;
}

/** Takes the column `best` in: the Cholesky factorisation grows a line, and what is left shrinks by it. */
function take(
  covariances: usize,
  lines: usize,
  line: usize,
  taken: i32,
  best: i32,
  column: i32,
  variance: usize,
  shared: usize,
): void {
  const count = column + 1;
  const grown = lines + <usize>taken * line;
  memory.copy(grown, covariances, (<usize>count) << 3);
  for (let before: i32 = 0; before < taken; before++) {
    const earlier = lines + <usize>before * line;
    subtractScaled(grown, earlier, load<f64>(element(earlier, best)), count);
  }
  const root = Math.sqrt(load<f64>(element(variance, best)));
  const ofColumn = load<f64>(element(grown, column)) / root;
  for (let k: i32 = 0; k < count; k++) {
    const value = load<f64>(element(grown, k)) / root;
    store<f64>(element(grown, k), value);
    store<f64>(element(variance, k), load<f64>(element(variance, k)) - value * value);
    store<f64>(element(shared, k), load<f64>(element(shared, k)) - value * ofColumn);
  }
  // Nothing is left of it: it is not taken again.
  store<f64>(element(variance, best), 0);
}

/** Writes −b · scale for the coefficients b with Lᵀb = l, L and l the factor's rows of predecessors and column. */
function solve(
  lines: usize,
  line: usize,
  predecessors: usize,
  taken: i32,
  column: i32,
  scale: f64,
  target: usize,
): void {
  for (let at: i32 = taken - 1; at >= 0; at--) {
    const own = lines + <usize>at * line;
    let sum = load<f64>(element(own, column));
    for (let later: i32 = at + 1; later < taken; later++) {
      const predecessor = load<i32>(predecessors + ((<usize>later) << 2));
      // Coefficients lie in the target, already times −scale.
      sum += (load<f64>(element(own, predecessor)) * load<f64>(element(target, predecessor))) / scale;
    }
    const predecessor = load<i32>(predecessors + ((<usize>at) << 2));
    store<f64>(element(target, predecessor), (-sum / load<f64>(element(own, predecessor))) * scale);
  }
}
