import type { Matrix } from '../../src/domain/matrix.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { fitStandardization } from '../../src/estimation/standardization.js';
import type { PlantedDataset } from './planted-dataset.type.js';

/**
 * The truth with surprisals as a run reports them: every column in units of its standard deviation over the
 * dataset. Columns of unlike spread (irrelevant ones, other units) move h1 − h2 and with it the redundancy,
 * so this, not {@link PlantedDataset.truth}, is what a run without further projection aims at.
 */
export function truthInStandardUnits({ first, second, truth }: PlantedDataset): InteractionColumns {
  const { i1, i2, i12 } = truth;
  const [units1, units2] = [logUnits(first), logUnits(second)];
  const h1 = truth.h1.map((value) => value - units1);
  const h2 = truth.h2.map((value) => value - units2);
  return decomposeSamples({ i1, i2, i12, h1, h2 });
}

/** Σ log standard deviation over the columns, nats. */
function logUnits(matrix: Matrix): number {
  const everyRow = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  return fitStandardization(matrix, everyRow).logScale;
}
