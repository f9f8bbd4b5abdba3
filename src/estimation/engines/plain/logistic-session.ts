import type { LogisticSession, LogisticTask, Standardized } from '../../engine.js';
import { takeIntegers, takeStandardized } from '../../rows.js';
import { gemm, rowMajor, transposed } from './gemm.js';
import { softmaxGradient } from './softmax-gradient.js';

/** Rows worked on at a time: bounds the workspace whatever the number of rows. */
const CHUNK_ROWS = 1024;

/** The plain engine's multinomial logistic regression. */
export function plainLogisticSession(task: LogisticTask): LogisticSession {
  const { classes } = task;
  const features = task.rows ? takeStandardized(task.features, task.rows) : task.features;
  const labels = task.rows ? takeIntegers(task.labels, task.rows) : task.labels;
  const { rows, columns } = features;
  const chunk = new Float64Array(Math.min(CHUNK_ROWS, Math.max(1, rows)) * classes);
  return {
    evaluate(parameters) {
      const gradient = new Float64Array((columns + 1) * classes);
      const weights = gradient.subarray(0, columns * classes);
      let loss = 0;
      for (let start = 0; start < rows; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, rows - start);
        const input = rowMajor(features.data, columns, start * columns);
        linear(parameters, features, classes, start, count, chunk);
        loss += softmaxGradient(chunk, labels, count, classes, 1 / rows, start);
        gemm(columns, classes, count, transposed(input), rowMajor(chunk, classes), weights, true);
        for (let index = 0; index < count * classes; index += 1) {
          gradient[columns * classes + (index % classes)]! += chunk[index]!;
        }
      }
      return Promise.resolve({ loss: loss / rows, gradient });
    },
    logits(parameters, given, of) {
      const other = of ? takeStandardized(given, of) : given;
      const logits = new Float64Array(other.rows * classes);
      for (let start = 0; start < other.rows; start += CHUNK_ROWS) {
        const count = Math.min(CHUNK_ROWS, other.rows - start);
        linear(parameters, other, classes, start, count, logits.subarray(start * classes));
      }
      return Promise.resolve(logits);
    },
    close: () => Promise.resolve(),
  };
}

/** X·W + b of `count` rows from `start`, into `logits`. */
function linear(
  parameters: Float64Array,
  { columns, data }: Standardized,
  classes: number,
  start: number,
  count: number,
  logits: Float64Array,
): void {
  const input = rowMajor(data, columns, start * columns);
  gemm(count, classes, columns, input, rowMajor(parameters, classes), logits, false);
  for (let index = 0; index < count * classes; index += 1) {
    logits[index]! += parameters[columns * classes + (index % classes)]!;
  }
}
