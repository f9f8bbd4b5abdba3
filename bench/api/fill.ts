import { randomUUID } from 'node:crypto';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import type { Store } from '../../src/store/open-store.js';
import type { RunRecord } from '../../src/store/runs.js';
import { insertCompletedRun } from '../insert-completed-run.js';

const CLASSES = 10;
const FOLDS = 5;

/** A dataset without features: `c0` to `c9` in turns, every fifth sample in the split `test`. */
export async function insertDataset(store: Store, samples: number): Promise<string> {
  const id = randomUUID();
  const labels = Array.from({ length: CLASSES }, (_, index) => `c${index}`);
  await store.prisma.dataset.create({
    data: {
      id,
      name: `bench ${id}`,
      sha256: '0'.repeat(64),
      sampleCount: samples,
      droppedRows: 0,
      classes: { create: labels.map((label, index) => ({ index, label, count: samples / CLASSES })) },
      modalities: {
        create: ['a', 'b'].map((name, position) => ({
          position,
          name,
          kind: 'CONTINUOUS',
          dimension: 1,
          featureSha256: '0'.repeat(64),
        })),
      },
    },
  });
  await store.pool.query(
    `INSERT INTO samples (dataset_id, index, sample_id, class_index, split)
     SELECT $1, row, 'sample-' || row, row % $2, CASE WHEN row % 5 = 0 THEN 'test' ELSE 'train' END
     FROM generate_series(0, $3::int - 1) row`,
    [id, CLASSES, samples],
  );
  return id;
}

/** A completed run of it with random records. */
export function insertRun(
  store: Store,
  datasetId: string,
  samples: number,
  seed: number,
): Promise<RunRecord> {
  const random = new Random(seed, 'bench');
  const column = (): Float64Array => Float64Array.from({ length: samples }, () => random.normal());
  return insertCompletedRun(store, datasetId, {
    columns: decomposeSamples({ i1: column(), i2: column(), i12: column(), h1: column(), h2: column() }),
    classIndex: Int32Array.from({ length: samples }, (_, row) => row % CLASSES),
    foldOf: Int32Array.from({ length: samples }, (_, row) => row % FOLDS),
    spread: null,
  });
}

/**
 * What others are given, in a schema of its own: the records with what belongs to them as a view of the same tables, and
 * copied to one flat table with the same indexes, which answers without a join.
 */
export async function prepareForOthers(store: Store): Promise<void> {
  await store.pool.query(`
    CREATE SCHEMA peer;
    CREATE VIEW peer.interactions AS
      SELECT i.run_id, i.sample_index, x.sample_id, c.label, x.split, i.r, i.u1, i.u2, i.s, i.i1, i.i2, i.i12, i.h1, i.h2,
        CASE GREATEST(i.r, i.u1, i.u2, i.s) WHEN i.r THEN 'R' WHEN i.u1 THEN 'U1' WHEN i.u2 THEN 'U2' ELSE 'S' END AS dominant
      FROM interactions i
      JOIN estimation_runs run ON run.id = i.run_id
      JOIN samples x ON x.dataset_id = run.dataset_id AND x.index = i.sample_index
      JOIN dataset_classes c ON c.dataset_id = run.dataset_id AND c.index = i.class_index;
    COMMENT ON VIEW peer.interactions IS '@primaryKey run_id,sample_index';
    CREATE TABLE peer.flats AS SELECT * FROM peer.interactions ORDER BY run_id, sample_index;
    ALTER TABLE peer.flats ADD PRIMARY KEY (run_id, sample_index);
    CREATE INDEX ON peer.flats (run_id, s, sample_index);
  `);
  await store.pool.query('VACUUM ANALYZE');
}
