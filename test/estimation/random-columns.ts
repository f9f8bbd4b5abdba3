import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';

/** Decomposed samples with independent standard normal primitives around `shift`. */
export function randomColumns(count: number, stream: string, shift = [0, 0, 0, 0, 0]): InteractionColumns {
  const random = new Random(7, `test/${stream}`);
  const column = (mean: number): Float64Array =>
    Float64Array.from({ length: count }, () => mean + random.normal());
  const [i1, i2, i12, h1, h2] = shift.map(column) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return decomposeSamples({ i1, i2, i12, h1, h2 });
}
