/** A matrix seen through strides: element (i, j) is `data[offset + i * rowStride + j * columnStride]`. */
export interface MatrixView {
  readonly data: Float32Array | Float64Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** A row-major `[rows, columns]` view, `columns` apart. */
export function rowMajor(data: Float32Array | Float64Array, columns: number, offset = 0): MatrixView {
  return { data, offset, rowStride: columns, columnStride: 1 };
}

export function transposed(view: MatrixView): MatrixView {
  return { ...view, rowStride: view.columnStride, columnStride: view.rowStride };
}

const TILE = 4;
/** Depth of a packed block: a 4-row panel of it (8 KiB) stays in the first-level cache. */
const DEPTH = 256;

/**
 * C = A·B (+ C when `accumulate`), float64 arithmetic, A `[m, k]`, B `[k, n]`, C row-major `[m, n]`.
 *
 * Both operands are packed into 4-wide panels of float64, which takes transposes and float32 storage out of
 * the inner loop; the tile's sixteen sums are named locals because V8 keeps those in registers and an array
 * of accumulators in memory (20 times slower).
 */
export function gemm(
  m: number,
  n: number,
  k: number,
  a: MatrixView,
  b: MatrixView,
  c: Float64Array,
  accumulate: boolean,
): void {
  if (!accumulate) c.fill(0, 0, m * n);
  const panels = buffersFor(m, n);
  for (let start = 0; start < k; start += DEPTH) {
    const depth = Math.min(DEPTH, k - start);
    packPanels(panels.a, a.data, a.offset + start * a.columnStride, m, a.rowStride, depth, a.columnStride);
    packPanels(panels.b, b.data, b.offset + start * b.rowStride, n, b.columnStride, depth, b.rowStride);
    for (let column = 0; column < n; column += TILE) {
      for (let row = 0; row < m; row += TILE) {
        multiplyTile(depth, panels.a, row * depth, panels.b, column * depth, panels.tile);
        addTile(panels.tile, c, row, column, m, n);
      }
    }
  }
}

interface Panels {
  a: Float64Array;
  b: Float64Array;
  readonly tile: Float64Array;
}

// Scratch reused across calls: a gemm is synchronous and each thread has its own module instance.
const scratch: Panels = {
  a: new Float64Array(0),
  b: new Float64Array(0),
  tile: new Float64Array(TILE * TILE),
};

function buffersFor(m: number, n: number): Panels {
  const rows = Math.ceil(m / TILE) * TILE * DEPTH;
  const columns = Math.ceil(n / TILE) * TILE * DEPTH;
  if (scratch.a.length < rows) scratch.a = new Float64Array(rows);
  if (scratch.b.length < columns) scratch.b = new Float64Array(columns);
  return scratch;
}

/** Packs `lines` lines (rows of A, columns of B) four together, depth-major; missing lines are zero. */
function packPanels(
  target: Float64Array,
  source: Float32Array | Float64Array,
  offset: number,
  lines: number,
  lineStride: number,
  depth: number,
  depthStride: number,
): void {
  for (let line = 0; line < lines; line += TILE) {
    const width = Math.min(TILE, lines - line);
    for (let within = 0; within < TILE; within += 1) {
      let to = line * depth + within;
      if (within >= width) {
        for (let step = 0; step < depth; step += 1, to += TILE) target[to] = 0;
        continue;
      }
      let from = offset + (line + within) * lineStride;
      for (let step = 0; step < depth; step += 1, to += TILE, from += depthStride) {
        target[to] = source[from]!;
      }
    }
  }
}

function multiplyTile(
  depth: number,
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  tile: Float64Array,
): void {
  let c00 = 0, c01 = 0, c02 = 0, c03 = 0; // prettier-ignore
  let c10 = 0, c11 = 0, c12 = 0, c13 = 0; // prettier-ignore
  let c20 = 0, c21 = 0, c22 = 0, c23 = 0; // prettier-ignore
  let c30 = 0, c31 = 0, c32 = 0, c33 = 0; // prettier-ignore
  let i = aStart;
  let j = bStart;
  for (let step = 0; step < depth; step += 1, i += TILE, j += TILE) {
    const b0 = b[j]!;
    const b1 = b[j + 1]!;
    const b2 = b[j + 2]!;
    const b3 = b[j + 3]!;
    let value = a[i]!;
    c00 += value * b0;
    c01 += value * b1;
    c02 += value * b2;
    c03 += value * b3;
    value = a[i + 1]!;
    c10 += value * b0;
    c11 += value * b1;
    c12 += value * b2;
    c13 += value * b3;
    value = a[i + 2]!;
    c20 += value * b0;
    c21 += value * b1;
    c22 += value * b2;
    c23 += value * b3;
    value = a[i + 3]!;
    c30 += value * b0;
    c31 += value * b1;
    c32 += value * b2;
    c33 += value * b3;
  }
  tile[0] = c00;
  tile[1] = c01;
  tile[2] = c02;
  tile[3] = c03;
  tile[4] = c10;
  tile[5] = c11;
  tile[6] = c12;
  tile[7] = c13;
  tile[8] = c20;
  tile[9] = c21;
  tile[10] = c22;
  tile[11] = c23;
  tile[12] = c30;
  tile[13] = c31;
  tile[14] = c32;
  tile[15] = c33;
}

function addTile(
  tile: Float64Array,
  c: Float64Array,
  row: number,
  column: number,
  m: number,
  n: number,
): void {
  const rows = Math.min(TILE, m - row);
  const columns = Math.min(TILE, n - column);
  for (let i = 0; i < rows; i += 1) {
    const line = (row + i) * n + column;
    for (let j = 0; j < columns; j += 1) c[line + j]! += tile[i * TILE + j]!;
  }
}
