import { squaredDistance } from './mixture';

/** Where each row `[width]` is largest, int32; of equals the first. */
export function largestInRows(values: usize, rows: i32, width: i32, places: usize): void {
  for (let row: i32 = 0; row < rows; row++) {
    let place: i32 = 0;
    let largest = load<f32>(values);
    for (let k: i32 = 1; k < width; k++) {
      const value = load<f32>(values + ((<usize>k) << 2));
      if (value > largest) {
        largest = value;
        place = k;
      }
    }
    store<i32>(places + ((<usize>row) << 2), place);
    values += (<usize>width) << 2;
  }
}

/**
 * The rows whose nearest component is `component`; or, of the others, those for which it is not beyond the nearest.
 *
 * @param bounds  `[rows, K]` of log densities, exact for the nearest when the others are asked for
 * @param nearest `[rows]` int32
 * @param beyond  log densities so far below the nearest's do not count
 * @param chosen  int32, written
 * @returns how many
 */
export function chooseRows(
  bounds: usize,
  rows: i32,
  components: i32,
  component: i32,
  nearest: usize,
  ofNearest: bool,
  beyond: f32,
  chosen: usize,
): i32 {
  let count: i32 = 0;
  for (let row: i32 = 0; row < rows; row++) {
    const owner = load<i32>(nearest + ((<usize>row) << 2));
    let isChosen = owner == component;
    if (!ofNearest) {
      const line = bounds + ((<usize>(row * components)) << 2);
      const bound = load<f32>(line + ((<usize>component) << 2));
      isChosen = !isChosen && !(bound < load<f32>(line + ((<usize>owner) << 2)) - beyond);
    }
    if (isChosen) {
      store<i32>(chosen + ((<usize>count) << 2), row);
      count += 1;
    }
  }
  return count;
}

/** The chosen rows `[dimension]`, one below the other. */
export function gatherLines(input: usize, dimension: i32, chosen: usize, count: i32, target: usize): void {
  const bytes = (<usize>dimension) << 2;
  for (let at: i32 = 0; at < count; at++) {
    const row = load<i32>(chosen + ((<usize>at) << 2));
    memory.copy(target + <usize>at * bytes, input + <usize>row * bytes, bytes);
  }
}

/**
 * Takes ½‖z − centre‖² from `out`, `outStride` elements a row, at the chosen rows, z `[count, dimension]` theirs.
 */
export function subtractSquares(
  whitened: usize,
  dimension: i32,
  centre: usize,
  chosen: usize,
  count: i32,
  out: usize,
  outStride: i32,
): void {
  const bytes = (<usize>dimension) << 2;
  for (let at: i32 = 0; at < count; at++) {
    const square = squaredDistance(whitened + <usize>at * bytes, centre, dimension);
    const target = out + ((<usize>(load<i32>(chosen + ((<usize>at) << 2)) * outStride)) << 2);
    store<f32>(target, load<f32>(target) - square / 2);
  }
}
