import { readFileSync } from 'node:fs';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { pointwiseInformation } from '../../src/ensemble/pointwise-information.js';
import { evidence } from '../../src/estimation/decomposition.js';

interface DigitsMeta {
  readonly classes: number;
  readonly models: readonly { readonly name: string; readonly logLoss: number; readonly accuracy: number }[];
  readonly uniform: { readonly logLoss: number; readonly accuracy: number };
  readonly labels: readonly number[];
}

/** What test/fixtures/ensemble/make_predictions.py wrote; the JSON names the tools' versions. */
export const digitsMeta = JSON.parse(readFileSync(fixture('digits.json'), 'utf8')) as DigitsMeta;

/** Out-of-fold predictions of twelve logistic regressions of handwritten digits. */
export const digits: Predictions = readDigits();

/** Every sample. */
export const digitRows = Int32Array.from(digits.labels, (_, row) => row);

/** `[N]` what dominates of the views `fou` and `zer`, by the evidence rule. */
export function digitStrata(): Int32Array {
  const information = pointwiseInformation(digits, digitRows);
  const of = (name: string): Float64Array =>
    information[digits.models.findIndex((model) => model.name === name)]!;
  const [i1, i2, i12] = [of('fou'), of('zer'), of('fou+zer')];
  return Int32Array.from(digitRows, (row) => {
    const parts = evidence({ i1: i1[row]!, i2: i2[row]!, i12: i12[row]!, h1: NaN, h2: NaN });
    const sizes = [parts.r, parts.u1, parts.u2, parts.s];
    return sizes.indexOf(Math.max(...sizes));
  });
}

/** As `predictions_of` of the script: upper halves of float32, each row divided by its sum. */
function readDigits(): Predictions {
  const { classes, models, labels } = digitsMeta;
  const bytes = readFileSync(fixture('digits.bin'));
  const size = labels.length * classes;
  return {
    classes,
    labels: Int32Array.from(labels),
    models: models.map(({ name }, m) => {
      const values = new Float32Array(size);
      const bits = new Uint32Array(values.buffer);
      for (let at = 0; at < size; at += 1) bits[at] = bytes.readUInt16LE(2 * (m * size + at)) << 16;
      for (let from = 0; from < size; from += classes) {
        const row = values.subarray(from, from + classes);
        const sum = row.reduce((total, value) => total + value, 0);
        row.forEach((value, c) => (row[c] = value / sum));
      }
      return { name, probabilities: values };
    }),
  };
}

function fixture(name: string): URL {
  return new URL(`../fixtures/ensemble/${name}`, import.meta.url);
}
