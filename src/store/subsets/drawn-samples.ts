import { Random } from '../../estimation/random.js';
import type { DatasetRecord } from '../datasets.js';
import { Prisma } from '../generated/client.js';
import type { Store } from '../open-store.js';
import { queryRows } from '../prepared.js';
import { receivedIntegers, sentIntegers } from '../sent-integers.js';
import type { RandomRule } from './subset-rule.type.js';
import { readSampleIndices } from './subset-samples.js';

/**
 * Samples drawn by lot, as many of each class and split as the other subset has: within these, all choices are equally
 * likely. The same seed draws the same ones.
 *
 * @returns rows `sample_index, class_index`, in the order of the dataset
 */
export async function drawnSamples(
  store: Store,
  { like, seed }: RandomRule,
  dataset: DatasetRecord,
): Promise<Prisma.Sql> {
  const [stratumOf, members] = await Promise.all([strataOf(store, dataset), readSampleIndices(store, like)]);
  const bits = drawLike(stratumOf, members, new Random(seed, 'subset'));
  return Prisma.sql`SELECT x.index AS sample_index, x.class_index FROM samples x
    WHERE x.dataset_id = ${dataset.id}::uuid AND get_bit(${bits}::bytea, x.index) = 1 ORDER BY x.index`;
}

/** `[N]` a number for the class and split of each sample. */
async function strataOf(store: Store, { id }: DatasetRecord): Promise<Int32Array> {
  const rows = await queryRows<{ bytes: Buffer | null }>(
    store,
    Prisma.sql`WITH strata AS (
      SELECT class_index, split, row_number() OVER (ORDER BY class_index, split COLLATE "C") - 1 AS number
      FROM samples WHERE dataset_id = ${id}::uuid GROUP BY class_index, split
    )
    SELECT ${sentIntegers(Prisma.sql`strata.number::int`, Prisma.sql`x.index`)} AS bytes
    FROM samples x JOIN strata ON strata.class_index = x.class_index
      AND (strata.split IS NULL) = (x.split IS NULL) AND coalesce(strata.split, '') = coalesce(x.split, '')
    WHERE x.dataset_id = ${id}::uuid`,
  );
  return receivedIntegers(rows[0]!.bytes);
}

/**
 * Draws without replacement, as many of each stratum as `members` has.
 *
 * @param stratumOf `[N]`
 * @param members   sample indices, each once
 * @returns a bit a sample, the lowest of each byte first
 */
function drawLike(stratumOf: Int32Array, members: Int32Array, random: Random): Buffer {
  const byStratum: number[][] = [];
  stratumOf.forEach((stratum, sample) => (byStratum[stratum] ??= []).push(sample));
  const wanted = byStratum.map(() => 0);
  for (const member of members) wanted[stratumOf[member]!]! += 1;
  const bits = Buffer.alloc(Math.ceil(stratumOf.length / 8));
  byStratum.forEach((samples, stratum) => {
    for (let drawn = 0; drawn < wanted[stratum]!; drawn += 1) {
      const other = drawn + random.integer(samples.length - drawn);
      const sample = samples[other]!;
      samples[other] = samples[drawn]!;
      bits[sample >> 3]! |= 1 << (sample & 7);
    }
  });
  return bits;
}
