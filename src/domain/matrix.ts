/**
 * A dense row-major matrix. Element (i, j) is `data[i * columns + j]`.
 *
 * Features keep the precision of their file: float32 stays float32, everything wider becomes float64.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array | Float64Array;
}
