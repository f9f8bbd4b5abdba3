import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { fromSelection, type InteractionSelection } from './selection.js';
import { dominantIndex } from './values.js';

/**
 * `[N]` which component of each sample is the largest as shown: 0 … 3 for r, u1, u2, s, −1 for none.
 *
 * @param selection all of the run's records
 */
export async function dominantStrata(store: Store, selection: InteractionSelection): Promise<Int32Array> {
  const stratum = dominantIndex(selection.presentation);
  // As bytes: an array of PostgreSQL is text, which takes long to read.
  const rows = await queryRows<{ bytes: Buffer }>(
    store,
    Prisma.sql`SELECT string_agg(int4send(${stratum}), ''::bytea ORDER BY i.sample_index) AS bytes ${fromSelection(selection)}`,
  );
  const { bytes } = rows[0]!;
  return Int32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32BE(4 * at));
}
