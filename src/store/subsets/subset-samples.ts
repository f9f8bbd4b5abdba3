import type { Readable } from 'node:stream';
import { sendRows, type RowFormat } from '../copy/send-rows.js';
import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { receivedIntegers, sentIntegers } from '../sent-integers.js';

/** What says where a subset's samples are. */
interface Kept {
  readonly id: string;
  readonly datasetId: string;
}

/** A stretch of a subset's samples, in its order. */
export interface SubsetSamples {
  readonly sampleIndices: readonly number[];
  readonly sampleIds: readonly string[];
}

/** @param offset samples left out before the first */
export async function readSamples(
  store: Store,
  { id, datasetId }: Kept,
  offset: number,
  limit: number,
): Promise<SubsetSamples> {
  const rows = await queryRows<{ sampleIndex: number; sampleId: string }>(
    store,
    Prisma.sql`SELECT x.index AS "sampleIndex", x.sample_id AS "sampleId"
    FROM unnest((SELECT samples[${offset}::int + 1:${offset}::int + ${limit}::int] FROM subsets WHERE id = ${id}::uuid))
      WITH ORDINALITY member (sample_index, place)
    JOIN samples x ON x.dataset_id = ${datasetId}::uuid AND x.index = member.sample_index
    ORDER BY member.place`,
  );
  return {
    sampleIndices: rows.map(({ sampleIndex }) => sampleIndex),
    sampleIds: rows.map(({ sampleId }) => sampleId),
  };
}

/** `[sampleCount]` sample indices, in the subset's order. */
export async function readSampleIndices(store: Store, { id }: Pick<Kept, 'id'>): Promise<Int32Array> {
  const rows = await queryRows<{ bytes: Buffer | null }>(
    store,
    Prisma.sql`SELECT ${sentIntegers(Prisma.sql`sample_index`, Prisma.sql`place`)} AS bytes
    FROM subsets, unnest(samples) WITH ORDINALITY member (sample_index, place) WHERE id = ${id}::uuid`,
  );
  return receivedIntegers(rows[0]!.bytes);
}

/**
 * A row a sample, in the subset's order: sampleIndex, sampleId, label, split.
 *
 * @throws InputFailure TOO_MANY_EXPORTS
 */
export function sendSubset(
  store: Store,
  { id, datasetId }: Kept,
  { classes }: DatasetRecord,
  format: RowFormat,
): Promise<Readable> {
  const labels = classes.map(({ label }) => label);
  const columns = [
    { name: 'sampleIndex', isText: false, expression: Prisma.sql`x.index` },
    { name: 'sampleId', isText: true, expression: Prisma.sql`x.sample_id` },
    { name: 'label', isText: true, expression: Prisma.sql`(${labels}::text[])[x.class_index + 1]` },
    { name: 'split', isText: true, expression: Prisma.sql`x.split` },
  ];
  const from = Prisma.sql`FROM subsets, unnest(samples) WITH ORDINALITY member (sample_index, place)
    JOIN samples x ON x.dataset_id = ${datasetId}::uuid AND x.index = member.sample_index
    WHERE subsets.id = ${id}::uuid ORDER BY member.place`;
  return sendRows(store, columns, from, format);
}
