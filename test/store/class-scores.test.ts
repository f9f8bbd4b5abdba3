import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packTexts } from '../../src/domain/packed-texts.js';
import {
  datasetsById,
  findDataset,
  insertDataset,
  type DatasetRecord,
  type NewClassScores,
} from '../../src/store/datasets.js';
import { openStore, type Store } from '../../src/store/open-store.js';
import { unreferencedFeatures } from '../../src/store/unreferenced-features.js';
import { createTestDatabase } from '../support/test-database.js';

const address = (digit: string): string => digit.repeat(64);

describe('class scores in the database', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let store: Store;

  beforeAll(async () => {
    database = await createTestDatabase();
    store = openStore(database.url);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const insert = (name: string, classScores: readonly NewClassScores[]): Promise<string> =>
    insertDataset(store, {
      name,
      sha256: address('0'),
      modalities: ['a', 'b', 'c'].map((modality, index) => ({
        name: modality,
        kind: 'CONTINUOUS',
        dimension: 1,
        featureSha256: address(String(index + 1)),
      })),
      classScores,
      data: {
        classes: ['no', 'yes'],
        classIndex: Int32Array.of(0, 1, 0, 1),
        sampleIds: packTexts(['0', '1', '2', '3']),
        splits: null,
        droppedRows: 0,
      },
    });
  const scores = (first: number, second: number, digit: string): NewClassScores => ({
    scored: { first, second },
    sha256: address(digit),
  });
  const told = (classScores: DatasetRecord['classScores']): unknown[][] =>
    classScores.map(({ firstModality, secondModality, sha256 }) => [firstModality, secondModality, sha256]);

  it('come with their dataset, by position, and go with it', async () => {
    const id = await insert('all', [scores(0, 2, 'a'), scores(1, 1, 'b'), scores(0, 0, 'c')]);
    const expected = [
      [0, 0, address('c')],
      [0, 2, address('a')],
      [1, 1, address('b')],
    ];
    expect(told((await findDataset(store, 'all'))!.classScores)).toEqual(expected);
    expect(told((await datasetsById(store, [id]))[0]!.classScores)).toEqual(expected);
    await store.prisma.dataset.delete({ where: { id } });
    expect(await store.prisma.classScores.count()).toBe(0);
  });

  it('are none where none were given', async () => {
    const id = await insert('none', []);
    expect((await datasetsById(store, [id]))[0]!.classScores).toEqual([]);
  });

  it('name their blobs, as modalities name theirs', async () => {
    await insert('names', [scores(0, 1, 'd')]);
    expect(await unreferencedFeatures(store, ['1', 'd', 'e'].map(address))).toEqual([address('e')]);
  });

  it('are one for two modalities, whichever comes first, and leave nothing behind when refused', async () => {
    await expect(insert('twice', [scores(0, 1, 'a'), scores(0, 1, 'b')])).rejects.toThrow(
      /class_scores_pkey/,
    );
    await expect(insert('turned', [scores(1, 0, 'a')])).rejects.toThrow(/class_scores_ordered/);
    expect(await findDataset(store, 'twice')).toBeNull();
    await expect(
      store.prisma.classScores.create({
        data: { datasetId: randomUUID(), firstModality: 0, secondModality: 0, sha256: address('a') },
      }),
    ).rejects.toThrow();
  });
});
