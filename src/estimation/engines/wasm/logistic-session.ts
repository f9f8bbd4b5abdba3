import type { LogisticSession, LogisticTask, Standardized } from '../../engine.js';
import { takeIntegers } from '../../rows.js';
import type { Region } from './arena.js';
import { gatherRows } from './gather-rows.js';
import type { Kernels } from './kernels.js';

/** Rows worked on at a time. */
const CHUNK_ROWS = 1024;
/** Features up to this many bytes are kept in the arena; larger ones are copied chunk by chunk, every time. */
const RESIDENT_BYTES = 64 * 2 ** 20;

/**
 * The wasm engine's multinomial logistic regression: products in float32, the loss and sums over chunks in float64.
 */
export function wasmLogisticSession(
  kernels: Kernels,
  region: Region,
  { features, labels, rows: trained, classes }: LogisticTask,
): LogisticSession {
  const { columns } = features;
  const rows = trained?.length ?? features.rows;
  const size = (columns + 1) * classes;
  const resident = 4 * rows * columns <= RESIDENT_BYTES;
  const weights = region.floats(size);
  const gradient = region.floats(size);
  const chunk = region.floats(CHUNK_ROWS * columns);
  const logits = region.floats(CHUNK_ROWS * classes);
  const allLabels = region.integers(rows);
  const all = resident ? region.floats(rows * columns) : 0;
  region.int32(allLabels, rows).set(trained ? takeIntegers(labels, trained) : labels);
  if (resident) gatherRows(features, trained, 0, rows, region.float32(all, rows * columns));

  /** Address of `count` of the rows trained on, from `start`. */
  function trainedChunk(start: number, count: number): number {
    return resident ? all + 4 * start * columns : gathered(features, trained, start, count);
  }

  function gathered(of: Standardized, indices: Int32Array | undefined, start: number, count: number): number {
    gatherRows(of, indices, start, count, region.float32(chunk, count * columns));
    return chunk;
  }

  function linear(input: number, count: number): void {
    kernels.sgemm(count, classes, columns, input, columns, 1, weights, classes, 1, logits, classes, false);
    kernels.addBias(logits, weights + 4 * columns * classes, count, classes, false);
  }

  return {
    evaluate(parameters) {
      region.float32(weights, size).set(parameters);
      const sums = new Float64Array(size);
      let loss = 0;
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, rows - start);
        const input = trainedChunk(start, count);
        linear(input, count);
        loss += kernels.softmaxGradient(logits, allLabels + 4 * start, count, classes, 1 / rows);
        kernels.sgemm(
          columns,
          classes,
          count,
          input,
          1,
          columns,
          logits,
          classes,
          1,
          gradient,
          classes,
          false,
        );
        kernels.sumRows(logits, count, classes, gradient + 4 * columns * classes);
        const part = region.float32(gradient, size);
        for (let index = 0; index < size; index += 1) sums[index]! += part[index]!;
      }
      return Promise.resolve({ loss: loss / rows, gradient: sums });
    },
    logits(parameters, other, indices) {
      region.float32(weights, size).set(parameters);
      const asked = indices?.length ?? other.rows;
      const scores = new Float64Array(asked * classes);
      for (let start = 0; start < asked; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, asked - start);
        linear(gathered(other, indices, start, count), count);
        scores.set(region.float32(logits, count * classes), start * classes);
      }
      return Promise.resolve(scores);
    },
    close() {
      region.close();
      return Promise.resolve();
    },
  };
}
