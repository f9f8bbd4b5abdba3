import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Matrix } from '../../../src/domain/matrix.js';
import type { RunFeatures } from '../../../src/estimation/run-features.js';
import { npyParts } from '../../../src/ingest/npy.js';

/** What `interlens` is told of a folder that {@link writePair} wrote. */
export const PAIR_OPTIONS = ['--modality', 'x1=x1', '--modality', 'x2=x2', '--label', 'y'] as const;

/** Writes a dataset as a user may have it: a folder of `x1.npy`, `x2.npy` and labels `y.npy`. */
export function writePair(folder: string, { first, second, classIndex }: RunFeatures): string {
  mkdirSync(folder, { recursive: true });
  const labels = { rows: classIndex.length, columns: 1, data: Float64Array.from(classIndex) };
  for (const [name, matrix] of [['x1', first], ['x2', second], ['y', labels]] as const) {
    write(join(folder, `${name}.npy`), matrix);
  } // prettier-ignore
  return folder;
}

const CHUNK_BYTES = 64 * 1024 * 1024;

function write(path: string, matrix: Matrix): void {
  const file = openSync(path, 'w');
  try {
    for (const part of npyParts(matrix)) {
      for (let start = 0; start < part.length;) {
        start += writeSync(file, part.subarray(start, start + CHUNK_BYTES));
      }
    }
  } finally {
    closeSync(file);
  }
}
