/**
 * C = A·B (+ C), float32, any strides: packed panels and a 4 × 8 register tile (Goto & van de Geijn 2008).
 *
 * The tile's eight sums are named locals: an array of them would live in memory, and a larger tile would spill.
 */

const TILE_ROWS: i32 = 4;
const TILE_COLUMNS: i32 = 8;
/** Of the last panel where no more columns are left: few classes would waste half a tile. */
const NARROW: i32 = 4;
/** Depth of a packed block, and rows and columns packed at a time: panels stay in the caches they are read from. */
const DEPTH: i32 = 256;
const BLOCK_ROWS: i32 = 192;
const BLOCK_COLUMNS: i32 = 512;

const packedA: usize = memory.data(192 * 256 * 4, 64);
const packedB: usize = memory.data(512 * 256 * 4, 64);
const edge: usize = memory.data(32 * 4, 64);

function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

function tile(depth: i32, a: usize, b: usize, c: usize, rowStride: usize, rows: i32, columns: i32): void {
  let c00 = f32x4.splat(0),
    c01 = c00,
    c10 = c00,
    c11 = c00,
    c20 = c00,
    c21 = c00,
    c30 = c00,
    c31 = c00;
  for (let step: i32 = 0; step < depth; step++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let av = v128.load32_splat(a);
    c00 = multiplyAdd(av, b0, c00);
    c01 = multiplyAdd(av, b1, c01);
    av = v128.load32_splat(a, 4);
    c10 = multiplyAdd(av, b0, c10);
    c11 = multiplyAdd(av, b1, c11);
    av = v128.load32_splat(a, 8);
    c20 = multiplyAdd(av, b0, c20);
    c21 = multiplyAdd(av, b1, c21);
    av = v128.load32_splat(a, 12);
    c30 = multiplyAdd(av, b0, c30);
    c31 = multiplyAdd(av, b1, c31);
    a += 16;
    b += 32;
  }
  if (rows == TILE_ROWS && columns == TILE_COLUMNS) {
    addTo(c, c00, c01);
    addTo(c + rowStride, c10, c11);
    addTo(c + 2 * rowStride, c20, c21);
    addTo(c + 3 * rowStride, c30, c31);
    return;
  }
  v128.store(edge, c00);
  v128.store(edge, c01, 16);
  v128.store(edge, c10, 32);
  v128.store(edge, c11, 48);
  v128.store(edge, c20, 64);
  v128.store(edge, c21, 80);
  v128.store(edge, c30, 96);
  v128.store(edge, c31, 112);
  addEdge(c, rowStride, rows, columns, TILE_COLUMNS);
}

/** {@link tile} of {@link NARROW} columns. */
function narrowTile(
  depth: i32,
  a: usize,
  b: usize,
  c: usize,
  rowStride: usize,
  rows: i32,
  columns: i32,
): void {
  let c0 = f32x4.splat(0),
    c1 = c0,
    c2 = c0,
    c3 = c0;
  for (let step: i32 = 0; step < depth; step++) {
    const b0 = v128.load(b);
    c0 = multiplyAdd(v128.load32_splat(a), b0, c0);
    c1 = multiplyAdd(v128.load32_splat(a, 4), b0, c1);
    c2 = multiplyAdd(v128.load32_splat(a, 8), b0, c2);
    c3 = multiplyAdd(v128.load32_splat(a, 12), b0, c3);
    a += 16;
    b += 16;
  }
  v128.store(edge, c0);
  v128.store(edge, c1, 16);
  v128.store(edge, c2, 32);
  v128.store(edge, c3, 48);
  addEdge(c, rowStride, rows, columns, NARROW);
}

/** Adds the part of a tile that lies within C; `width` are the tile's columns. */
function addEdge(c: usize, rowStride: usize, rows: i32, columns: i32, width: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    for (let column: i32 = 0; column < columns; column++) {
      const at = c + <usize>row * rowStride + ((<usize>column) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(edge + ((<usize>(row * width + column)) << 2)));
    }
  }
}

function addTo(at: usize, low: v128, high: v128): void {
  v128.store(at, f32x4.add(v128.load(at), low));
  v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
}

/** Lines (rows of A, columns of B) `width` together, depth-major; missing lines are zero. Strides in bytes. */
function pack(
  target: usize,
  source: usize,
  lines: i32,
  lineStride: usize,
  depth: i32,
  depthStride: usize,
  width: i32,
): void {
  for (let line: i32 = 0; line < lines; line += width) {
    const present = min(width, lines - line);
    const from = source + <usize>line * lineStride;
    if (present == width && lineStride == 4) {
      packContiguous(target, from, depth, depthStride, width);
    } else if (present == width && depthStride == 4) {
      for (let group: i32 = 0; group < width; group += 4) {
        packTransposed(
          target + ((<usize>group) << 2),
          from + <usize>group * lineStride,
          lineStride,
          depth,
          (<usize>width) << 2,
        );
      }
    } else {
      packElements(target, from, present, lineStride, depth, depthStride, width);
    }
    target += (<usize>(depth * width)) << 2;
  }
}

function packContiguous(target: usize, from: usize, depth: i32, depthStride: usize, width: i32): void {
  if (width == 4) {
    for (let step: i32 = 0; step < depth; step++) {
      v128.store(target, v128.load(from));
      from += depthStride;
      target += 16;
    }
    return;
  }
  for (let step: i32 = 0; step < depth; step++) {
    v128.store(target, v128.load(from));
    v128.store(target, v128.load(from, 16), 16);
    from += depthStride;
    target += 32;
  }
}

/** Four lines whose depth is contiguous, by transposing 4 × 4 blocks. */
function packTransposed(target: usize, from: usize, lineStride: usize, depth: i32, step: usize): void {
  let l0 = from,
    l1 = from + lineStride,
    l2 = from + 2 * lineStride,
    l3 = from + 3 * lineStride;
  let done: i32 = 0;
  for (; done + 4 <= depth; done += 4) {
    const r0 = v128.load(l0),
      r1 = v128.load(l1),
      r2 = v128.load(l2),
      r3 = v128.load(l3);
    const p0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5),
      p1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const p2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7),
      p3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(target, v128.shuffle<i64>(p0, p1, 0, 2));
    v128.store(target + step, v128.shuffle<i64>(p0, p1, 1, 3));
    v128.store(target + 2 * step, v128.shuffle<i64>(p2, p3, 0, 2));
    v128.store(target + 3 * step, v128.shuffle<i64>(p2, p3, 1, 3));
    l0 += 16;
    l1 += 16;
    l2 += 16;
    l3 += 16;
    target += 4 * step;
  }
  for (; done < depth; done++) {
    store<f32>(target, load<f32>(l0));
    store<f32>(target, load<f32>(l1), 4);
    store<f32>(target, load<f32>(l2), 8);
    store<f32>(target, load<f32>(l3), 12);
    l0 += 4;
    l1 += 4;
    l2 += 4;
    l3 += 4;
    target += step;
  }
}

function packElements(
  target: usize,
  from: usize,
  present: i32,
  lineStride: usize,
  depth: i32,
  depthStride: usize,
  width: i32,
): void {
  for (let step: i32 = 0; step < depth; step++) {
    for (let line: i32 = 0; line < present; line++) {
      store<f32>(target + ((<usize>line) << 2), load<f32>(from + <usize>line * lineStride));
    }
    for (let line = present; line < width; line++) store<f32>(target + ((<usize>line) << 2), 0);
    from += depthStride;
    target += (<usize>width) << 2;
  }
}

/**
 * Strides are in elements; C is row-major, `cStride` apart.
 */
export function sgemm(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  aRow: i32,
  aColumn: i32,
  b: usize,
  bRow: i32,
  bColumn: i32,
  c: usize,
  cStride: i32,
  accumulate: bool,
): void {
  const aRowBytes = (<usize>aRow) << 2,
    aColumnBytes = (<usize>aColumn) << 2;
  const bRowBytes = (<usize>bRow) << 2,
    bColumnBytes = (<usize>bColumn) << 2;
  const cBytes = (<usize>cStride) << 2;
  if (!accumulate) {
    for (let row: i32 = 0; row < m; row++) memory.fill(c + <usize>row * cBytes, 0, (<usize>n) << 2);
  }
  for (let column: i32 = 0; column < n; column += BLOCK_COLUMNS) {
    const width = min(BLOCK_COLUMNS, n - column);
    const last = width % TILE_COLUMNS;
    const wide = last > 0 && last <= NARROW ? width - last : width;
    for (let start: i32 = 0; start < k; start += DEPTH) {
      const depth = min(DEPTH, k - start);
      const from = b + <usize>start * bRowBytes + <usize>column * bColumnBytes;
      pack(packedB, from, wide, bColumnBytes, depth, bRowBytes, TILE_COLUMNS);
      const rest = packedB + ((<usize>(wide * depth)) << 2);
      pack(rest, from + <usize>wide * bColumnBytes, width - wide, bColumnBytes, depth, bRowBytes, NARROW);
      for (let row: i32 = 0; row < m; row += BLOCK_ROWS) {
        const height = min(BLOCK_ROWS, m - row);
        pack(
          packedA,
          a + <usize>row * aRowBytes + <usize>start * aColumnBytes,
          height,
          aRowBytes,
          depth,
          aColumnBytes,
          TILE_ROWS,
        );
        for (let right: i32 = 0; right < width; right += TILE_COLUMNS) {
          const panel = packedB + ((<usize>(right * depth)) << 2);
          for (let down: i32 = 0; down < height; down += TILE_ROWS) {
            const lines = packedA + ((<usize>(down * depth)) << 2);
            const at = c + <usize>(row + down) * cBytes + ((<usize>(column + right)) << 2);
            const rows = min(TILE_ROWS, height - down);
            if (right < wide) tile(depth, lines, panel, at, cBytes, rows, min(TILE_COLUMNS, width - right));
            else narrowTile(depth, lines, panel, at, cBytes, rows, width - right);
          }
        }
      }
    }
  }
}
