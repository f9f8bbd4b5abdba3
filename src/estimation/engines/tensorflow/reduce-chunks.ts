import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { readValues } from './read-values.js';
import type { TensorDevice } from './tensor-device.type.js';

/** What is made of a chunk of rows. */
export interface ChunkParts {
  /** `[rows]` or `[rows, m]`: of all chunks one below the other. */
  readonly kept: Tensor;
  /** Of any shapes: added up over chunks, in float32. */
  readonly added: readonly Tensor[];
}

/** Rows of a matrix on the device: those named by `rows`, in that order, or without it all. */
export interface RowsOnDevice {
  /** `[N, d]` */
  readonly input: Tensor2D;
  readonly rows?: Int32Array | undefined;
}

/**
 * Goes through rows `most` at a time, which bounds the workspace whatever their number, and reads the outcome back in
 * one go.
 *
 * @param of of `[chunk, d]` the rows from the `start`th
 */
export async function reduceChunks(
  device: TensorDevice,
  { input, rows: named }: RowsOnDevice,
  most: number,
  of: (chunk: Tensor2D, start: number) => ChunkParts,
): Promise<{ readonly kept: Float64Array; readonly added: readonly Float64Array[] }> {
  const { tf } = device;
  const [all, columns] = input.shape;
  const rows = named?.length ?? all;
  const kept: Tensor[] = [];
  let sums: readonly Tensor[] = [];
  try {
    for (let start = 0; start < rows; start += most) {
      const before = sums;
      const [keptPart, ...summed] = tf.tidy(() => {
        const count = Math.min(most, rows - start);
        const chunk = named
          ? tf.gather(input, tf.tensor1d(named.subarray(start, start + count), 'int32'))
          : tf.slice(input, [start, 0], [count, columns]);
        const parts = of(chunk, start);
        return [
          parts.kept,
          ...parts.added.map((part, at) => (start === 0 ? part : tf.add(before[at]!, part))),
        ];
      });
      tf.dispose([...before]);
      kept.push(keptPart);
      sums = summed;
    }
    const read = kept.length === 0 ? [] : await readValues(device, [...kept, ...sums]);
    return { kept: joined(read.slice(0, kept.length)), added: read.slice(kept.length) };
  } finally {
    tf.dispose([...kept, ...sums]);
  }
}

/** As {@link reduceChunks}, where there is nothing to add up. */
export async function scoreChunks(
  device: TensorDevice,
  taken: RowsOnDevice,
  most: number,
  score: (chunk: Tensor2D) => Tensor,
): Promise<Float64Array> {
  const { kept } = await reduceChunks(device, taken, most, (chunk) => ({ kept: score(chunk), added: [] }));
  return kept;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
