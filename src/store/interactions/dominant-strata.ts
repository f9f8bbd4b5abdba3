import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { receivedIntegers, sentIntegers } from '../sent-integers.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { dominantIndex } from './values.js';

/**
 * `[N]` which component of each sample is the largest as shown: 0 … 3 for r, u1, u2, s, −1 for none.
 *
 * @param selection all of the run's records
 */
export async function dominantStrata(store: Store, selection: InteractionSelection): Promise<Int32Array> {
  const stratum = dominantIndex(selection.presentation);
  const strata = sentIntegers(stratum, Prisma.sql`i.sample_index`);
  const rows = await queryRows<{ bytes: Buffer | null }>(
    store,
    Prisma.sql`SELECT ${strata} AS bytes ${fromSelection(selection)}`,
  );
  return receivedIntegers(rows[0]!.bytes);
}
