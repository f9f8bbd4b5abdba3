import { Random } from './random.js';
import { everyRow } from './rows.js';

/**
 * All rows or, of more than `most`, that many drawn at random, the same ones every time; ascending. Evenly spaced
 * rows would be fewer lines, but could fall in step with the order of the data: of samples whose classes alternate
 * they can be of one class only.
 */
export function someRows(rows: number, most: number, stream: string): Int32Array {
  if (rows <= most) return everyRow(rows);
  return new Random(0, stream).permutation(rows).slice(0, most).sort();
}
