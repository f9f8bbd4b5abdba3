import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Matrix } from '../../src/domain/matrix.js';
import { encodeNpy } from '../../src/ingest/npy.js';
import { gaussianClasses } from '../data/gaussian-classes.js';
import { densityProblem, referenceClassProblems, referenceDensities, REFERENCE_SEEDS } from './reference-problems.js'; // prettier-ignore
import * as small from './small-datasets.js';

/**
 * Writes what the reference scripts read: `node dist/validation/references/export-datasets.js FOLDER`.
 * `small/` is for test/fixtures/validation/make_reference.py, the rest for scikit_learn.py beside this file.
 */
const folder = process.argv[2];
if (folder === undefined) throw new Error('expected a folder to write to');

const column = (values: ArrayLike<number>): Matrix => ({
  rows: values.length,
  columns: 1,
  data: Float64Array.from(values),
});

function write(into: string, arrays: Readonly<Record<string, Matrix>>): void {
  const path = join(folder!, into);
  mkdirSync(path, { recursive: true });
  for (const [name, matrix] of Object.entries(arrays)) {
    writeFileSync(join(path, `${name}.npy`), encodeNpy(matrix));
  }
}

for (const [name, { first, second, classIndex }] of Object.entries({
  'gaussian-classes': small.smallGaussianClasses(),
  'planted-mixture': small.smallPlantedMixture(),
})) {
  write(`small/${name}`, { x1: first, x2: second, y: column(classIndex) });
}
for (const [name, { modalities, classIndex }] of Object.entries({
  'three-way-xor': small.smallThreeWayXor(),
  'discrete-xor': small.smallDiscreteXor(),
})) {
  write(`small/${name}`, {
    x1: modalities[0]!,
    x2: modalities[1]!,
    x3: modalities[2]!,
    y: column(classIndex),
  });
}
for (const density of [...referenceDensities, small.smallMixture]) {
  const { held, heldSurprisal } = densityProblem(density, 1, 0, small.SMALL_SAMPLES);
  write(`small/densities/${density.name}`, { x: held, surprisal: column(heldSurprisal) });
}
for (const density of referenceDensities) {
  for (const seed of REFERENCE_SEEDS) {
    const problem = densityProblem(density, seed);
    write(`densities/${density.name}/${seed}`, {
      training: problem.training,
      held: problem.held,
      surprisal: column(problem.heldSurprisal),
    });
  }
}
for (const { name, options } of referenceClassProblems) {
  for (const seed of REFERENCE_SEEDS) {
    const { first, second, classIndex, truth } = gaussianClasses(options, seed);
    write(`classes/${name}/${seed}`, {
      x1: first,
      x2: second,
      y: column(classIndex),
      i1: column(truth.i1),
      i2: column(truth.i2),
      i12: column(truth.i12),
    });
  }
}
