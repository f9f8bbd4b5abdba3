import { randomUUID } from 'node:crypto';
import { InputFailure } from '../domain/failure.js';
import type { LabelledDataset, ScoredModalities } from '../domain/labelled-dataset.js';
import { packedText, type PackedTexts } from '../domain/packed-texts.js';
import { isPlainText } from '../domain/plain-text.js';
import { copyRows, uuidBytes } from './binary-copy.js';
import {
  Prisma,
  type ClassScores,
  type Dataset,
  type DatasetClass,
  type Modality,
} from './generated/client.js';
import { inTransaction } from './in-transaction.js';
import { isUuid } from './is-uuid.js';
import type { Store } from './open-store.js';
import { queryRows } from './prepared.js';
import { refreshStatistics } from './refresh-statistics.js';
import { receivedIntegers, sentIntegers } from './sent-integers.js';

/** A dataset with what nearly every reader of it wants: modalities by position, classes by index. */
export type DatasetRecord = Dataset & {
  modalities: Modality[];
  classes: DatasetClass[];
  classScores: ClassScores[];
};

/** How a modality is stored beside its features. */
export interface NewModality {
  readonly name: string;
  readonly kind: 'CONTINUOUS' | 'DISCRETE';
  readonly dimension: number;
  readonly featureSha256: string;
}

/** A classifier's log-probabilities as stored; see `ScoredModalities`. */
export interface NewClassScores {
  readonly scored: ScoredModalities;
  readonly sha256: string;
}

export interface NewDataset {
  readonly name: string;
  readonly sha256: string;
  readonly modalities: readonly NewModality[];
  readonly classScores: readonly NewClassScores[];
  /** Features are stored as blobs. */
  readonly data: Pick<LabelledDataset, 'classes' | 'classIndex' | 'droppedRows'> & {
    /** `[N]` */
    readonly sampleIds: PackedTexts;
    /** `[N]`, or null where none were given. */
    readonly splits: PackedTexts | null;
  };
}

const withParts = {
  modalities: { orderBy: { position: 'asc' } },
  classes: { orderBy: { index: 'asc' } },
  classScores: { orderBy: [{ firstModality: 'asc' }, { secondModality: 'asc' }] },
} satisfies Prisma.DatasetInclude;

/**
 * Stores a dataset and its samples, all or nothing.
 *
 * @throws InputFailure NAME_TAKEN
 */
export async function insertDataset(store: Store, dataset: NewDataset): Promise<string> {
  const id = randomUUID();
  const { data } = dataset;
  const counts = new Array<number>(data.classes.length).fill(0);
  for (const label of data.classIndex) counts[label]! += 1;
  await inTransaction(store, async (client) => {
    const inserted = await client.query(
      `INSERT INTO datasets (id, name, sha256, sample_count, dropped_rows) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (name) DO NOTHING`,
      [id, dataset.name, dataset.sha256, data.classIndex.length, data.droppedRows],
    );
    if (inserted.rowCount === 0) throw nameTaken(dataset.name);
    await client.query(
      `INSERT INTO modalities (dataset_id, position, name, kind, dimension, feature_sha256)
       SELECT $1, position, name, kind::"ModalityKind", dimension, feature_sha256
       FROM unnest($2::int[], $3::text[], $4::text[], $5::int[], $6::text[])
         AS of(position, name, kind, dimension, feature_sha256)`,
      [
        id,
        dataset.modalities.map((_, position) => position),
        dataset.modalities.map(({ name }) => name),
        dataset.modalities.map(({ kind }) => kind),
        dataset.modalities.map(({ dimension }) => dimension),
        dataset.modalities.map(({ featureSha256 }) => featureSha256),
      ],
    );
    await client.query(
      `INSERT INTO dataset_classes (dataset_id, index, label, count)
       SELECT $1, index, label, count FROM unnest($2::int[], $3::text[], $4::int[]) AS of(index, label, count)`,
      [id, data.classes.map((_, index) => index), data.classes, counts],
    );
    await client.query(
      `INSERT INTO class_scores (dataset_id, first_modality, second_modality, sha256)
       SELECT $1, first, second, sha256 FROM unnest($2::int[], $3::int[], $4::text[]) AS of(first, second, sha256)`,
      [
        id,
        dataset.classScores.map(({ scored }) => scored.first),
        dataset.classScores.map(({ scored }) => scored.second),
        dataset.classScores.map(({ sha256 }) => sha256),
      ],
    );
    const datasetId = uuidBytes(id);
    await copyRows(
      client,
      { table: 'samples', columns: ['dataset_id', 'index', 'sample_id', 'class_index', 'split'] },
      data.classIndex.length,
      (row, fields) => {
        fields.uuid(datasetId);
        fields.int4(row);
        fields.utf8(packedText(data.sampleIds, row));
        fields.int4(data.classIndex[row]!);
        if (data.splits) fields.utf8(packedText(data.splits, row));
        else fields.null();
      },
    );
  });
  await refreshStatistics(store, 'samples');
  return id;
}

function nameTaken(name: string): InputFailure {
  return new InputFailure(
    'NAME_TAKEN',
    `A dataset named "${name}" exists already, with other content: choose another name.`,
    'name',
  );
}

/** The dataset with this id or, failing that, this name; null when there is none. */
export async function findDataset(store: Store, idOrName: string): Promise<DatasetRecord | null> {
  if (!isPlainText(idOrName)) return null;
  const byId = isUuid(idOrName)
    ? await store.prisma.dataset.findUnique({ where: { id: idOrName }, include: withParts })
    : null;
  return byId ?? store.prisma.dataset.findUnique({ where: { name: idOrName }, include: withParts });
}

/** Datasets by id, in the order asked for; a missing one is null. */
export async function datasetsById(store: Store, ids: readonly string[]): Promise<(DatasetRecord | null)[]> {
  const found = await store.prisma.dataset.findMany({
    where: { id: { in: ids.filter(isUuid) } },
    include: withParts,
  });
  const byId = new Map(found.map((dataset) => [dataset.id, dataset]));
  return ids.map((id) => byId.get(id) ?? null);
}

/** `[N]` class of every sample of a dataset, by sample index. */
export async function classIndexOf(store: Store, dataset: DatasetRecord): Promise<Int32Array> {
  const classes = sentIntegers(Prisma.sql`class_index`, Prisma.sql`index`);
  const rows = await queryRows<{ bytes: Buffer | null }>(
    store,
    Prisma.sql`SELECT ${classes} AS bytes FROM samples WHERE dataset_id = ${dataset.id}::uuid`,
  );
  const shared = new Int32Array(new SharedArrayBuffer(dataset.sampleCount * 4));
  shared.set(receivedIntegers(rows[0]!.bytes));
  return shared;
}

/** Samples whose ids are read by one statement. */
const IDS_AT_ONCE = 50_000;

/** The sample ids of a dataset in its order, as the JSON of lists one after the other: whoever needs them parses it. */
export async function sampleIdLists(store: Store, dataset: DatasetRecord): Promise<string[]> {
  const lists: string[] = [];
  for (let start = 0; start < dataset.sampleCount; start += IDS_AT_ONCE) {
    const { rows } = await store.pool.query<{ ids: string }>(
      `SELECT json_agg(sample_id ORDER BY index)::text AS ids FROM samples
       WHERE dataset_id = $1 AND index >= $2 AND index < $3`,
      [dataset.id, start, start + IDS_AT_ONCE],
    );
    lists.push(rows[0]!.ids);
  }
  return lists;
}
