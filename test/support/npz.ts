import { writeFile } from 'node:fs/promises';
import { npyBytes, zipBytes } from '../ingest/make-files.js';

/** An array of an .npz: float64, `[rows]` or `[rows, columns]`. */
export interface TestArray {
  readonly columns?: number;
  readonly values: readonly number[];
}

/** Writes an .npz as numpy.savez does. */
export async function writeNpz(path: string, arrays: Readonly<Record<string, TestArray>>): Promise<void> {
  const entries = Object.entries(arrays).map(([name, { columns, values }]) => ({
    name: `${name}.npy`,
    data: npyBytes(
      values,
      columns === undefined ? {} : { shape: `(${values.length / columns}, ${columns})` },
    ),
  }));
  await writeFile(path, zipBytes(entries));
}
