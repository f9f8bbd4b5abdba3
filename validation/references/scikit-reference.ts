import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';

/** What scikit_learn.py measured; every list has one figure a seed of REFERENCE_SEEDS. */
export interface ScikitReference {
  readonly versions: Readonly<Record<string, string>>;
  /** By name of a density: held-out mean surprisal less the exact one, nats. */
  readonly densities: Readonly<
    Record<
      string,
      {
        /** How many Gaussians the held-out rows chose. */
        readonly components: readonly number[];
        readonly excess: readonly number[];
        readonly excessOfOneGaussian: readonly number[];
      }
    >
  >;
  /** By name of a class problem: root-mean-square error per sample, nats. */
  readonly classifiers: Readonly<Record<string, Readonly<Record<'i1' | 'i2' | 'i12', readonly number[]>>>>;
}

/** The committed figures, read from the package's sources. */
export function scikitReference(): ScikitReference {
  const path = join(packageRoot(), 'validation', 'references', 'scikit-learn.json');
  return JSON.parse(readFileSync(path, 'utf8')) as ScikitReference;
}
