import { readFileSync } from 'node:fs';
import type { RunFeatures } from '../../src/estimation/run-features.js';

const COLUMNS = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];

/** The measured penguins of examples/penguins.csv: bill (first) and body (second), by species. */
export function penguins(): RunFeatures {
  const text = readFileSync(new URL('../../examples/penguins.csv', import.meta.url), 'utf8');
  const [header, ...lines] = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const at = COLUMNS.map((name) => header!.indexOf(name));
  const species = header!.indexOf('species');
  const measured = lines.filter((line) => line[at[0]!] !== 'NA');
  const names = [...new Set(measured.map((line) => line[species]!))].sort();
  const matrix = (columns: readonly number[]) => ({
    rows: measured.length,
    columns: columns.length,
    data: Float64Array.from(measured.flatMap((line) => columns.map((column) => Number(line[column])))),
  });
  return {
    first: matrix(at.slice(0, 2)),
    second: matrix(at.slice(2)),
    classIndex: Int32Array.from(measured, (line) => names.indexOf(line[species]!)),
    classes: names.length,
  };
}
