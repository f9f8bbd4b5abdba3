import { COMPONENT_NAMES } from '../../domain/interaction-filter.js';
import type { NumberColumns } from '../copy/number-columns.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { readNumberColumns } from './interaction-columns.js';
import type { InteractionSelection } from './selection.js';
import { shownColumns } from './shown-columns.js';
import { dominantIndex } from './values.js';

/**
 * Of every record selected, by sample index: r, u1, u2, s as shown (float64, NaN where missing), and which of them is
 * the dominant one (int32, 0 to 3; −1 for none).
 *
 * @throws InputFailure BAD_FILTER, TOO_MANY_EXPORTS
 */
export function readShownComponents(store: Store, selection: InteractionSelection): Promise<NumberColumns> {
  const index = dominantIndex(selection.presentation);
  const columns = [
    ...shownColumns(COMPONENT_NAMES, selection).map((column) => ({ ...column, width: 8 as const })),
    { name: 'dominant', width: 4 as const, expression: Prisma.sql`(${index})::int4` },
  ];
  const order = { by: 'sampleIndex', descending: false } as const;
  return readNumberColumns(store, selection, columns, { order, limit: null, from: null });
}
