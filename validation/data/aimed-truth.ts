import { comparable } from '../../src/estimation/comparability.js';
import type { Comparability } from '../../src/estimation/config.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import type { PlantedDataset } from './planted-dataset.type.js';
import { truthInStandardUnits } from './standard-units.js';

/**
 * The truth with its surprisals made comparable as a run does it: what the run aims at, from the same features.
 *
 * @throws Error for `common-dimension`, whose surprisals are of projections and have no closed form
 */
export function aimedTruth(dataset: PlantedDataset, comparability: Comparability): InteractionColumns {
  if (comparability === 'common-dimension') throw new Error('no closed form of a common dimension');
  const { i1, i2, i12, h1, h2 } = truthInStandardUnits(dataset);
  const continuous = { first: false, second: false };
  return decomposeSamples({ i1, i2, i12, ...comparable(comparability, { h1, h2 }, continuous) });
}
