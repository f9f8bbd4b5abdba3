import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { deleteUnusedBlobs } from '../../src/actions/delete-unused-blobs.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import type { RunRecord } from '../../src/store/runs.js';
import { unreferencedFeatures } from '../../src/store/unreferenced-features.js';
import { npyBytes } from '../ingest/make-files.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset } from '../support/test-workspace.js';

interface Quality {
  readonly count: number;
  readonly accuracy: number;
  readonly logLoss: number;
  readonly calibrationError: number;
}

type Captured = Readonly<Record<'count' | 'information' | 'runInformation' | 'captured' | 'synergy', number>> & {
  readonly share: number | null;
}; // prettier-ignore

/** Of test/fixtures/models/make_models_reference.py, which names the tools' versions. */
const reference = JSON.parse(
  readFileSync(new URL('../fixtures/models/models-reference.json', import.meta.url), 'utf8'),
) as {
  readonly offset: number;
  readonly logits: readonly number[];
  readonly primitives: Readonly<Record<'i1' | 'i2' | 'i12' | 'h1' | 'h2', readonly number[]>>;
  readonly quality: Quality;
  readonly classes: readonly Quality[];
  readonly views: Readonly<
    Record<
      'lsmi' | 'adjusted' | 'evidence',
      {
        readonly strata: Readonly<Record<string, Quality>>;
        readonly captured: Captured;
        readonly capturedByClass: readonly Captured[];
      }
    >
  >;
};

const ROWS = 60;
const CLASSES = ['class-0', 'class-1', 'class-2'];
/** Log-probabilities are kept as float32. */
const DIGITS = 6;

const SCORES = 'count accuracy logLoss calibrationError calibrationErrorByChance';
const CAPTURED = 'count information runInformation captured synergy share';

interface Payload {
  readonly model: { readonly id: string; readonly accuracy: number } | null;
  readonly userErrors: readonly { readonly code: string; readonly field: string | null; readonly message: string }[];
} // prettier-ignore

describe('models', () => {
  let opened: TestServer;
  let run: RunRecord;
  let otherRun: RunRecord;

  const records = (i12 = reference.primitives.i12): Parameters<typeof insertCompletedRun>[2] => ({
    columns: decomposeSamples({
      i1: Float64Array.from(reference.primitives.i1),
      i2: Float64Array.from(reference.primitives.i2),
      i12: Float64Array.from(i12),
      h1: Float64Array.from(reference.primitives.h1),
      h2: Float64Array.from(reference.primitives.h2),
    }),
    classIndex: Int32Array.from({ length: ROWS }, (_, row) => row % 3),
    foldOf: new Int32Array(ROWS),
    spread: null,
  });

  beforeAll(async () => {
    opened = await openTestServer();
    const { workspace } = opened;
    const dataset = await importSmallDataset(workspace, 'small', ROWS);
    const other = await importSmallDataset(workspace, 'other', ROWS + 3);
    run = await insertCompletedRun(workspace.store, dataset.id, records(), reference.offset);
    otherRun = (await workspace.store.prisma.estimationRun.findUnique({
      where: { id: await insertEmptyRun(workspace.store, other.id) },
    }))!;
  });
  afterAll(() => opened.close());

  const matrix = (values: readonly number[], columns = 3): Buffer =>
    npyBytes(values, { shape: `(${values.length / columns}, ${columns})` });

  const register = async (
    name: string,
    content: Buffer | string,
    more: Record<string, unknown> = {},
  ): Promise<Payload> => {
    const { registerModel } = await opened.client.query<{ registerModel: Payload }>(
      'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id accuracy } userErrors { code field message } } }',
      { input: { dataset: 'small', name, fileName: 'p.npy', content: Buffer.from(content).toString('base64'), ...more } }, // prettier-ignore
    );
    return registerModel;
  };
  /** Files of blobs, and rows of models. */
  const kept = async (): Promise<[files: number, models: number]> => {
    const folder = join(opened.workspace.folder, 'features');
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const models = await opened.workspace.store.prisma.registeredModel.count();
    return [files.filter((entry) => entry.isFile()).length, models];
  };

  const expectQuality = (found: Quality, expected: Quality): void => {
    expect(found.count).toBe(expected.count);
    expect(found.accuracy).toBeCloseTo(expected.accuracy, 12);
    expect(found.logLoss).toBeCloseTo(expected.logLoss, DIGITS);
    expect(found.calibrationError).toBeCloseTo(expected.calibrationError, DIGITS);
  };
  const expectCaptured = (found: Captured, expected: Captured, scale = 1): void => {
    expect(found.count).toBe(expected.count);
    for (const name of ['information', 'runInformation', 'captured', 'synergy'] as const) {
      expect(found[name] / scale, name).toBeCloseTo(expected[name], DIGITS);
    }
    if (expected.share === null) expect(found.share).toBeNull();
    else expect(found.share).toBeCloseTo(expected.share, DIGITS);
  };

  let id: string;

  it('are registered, shown and listed, with the scores that scikit-learn finds', async () => {
    const { model, userErrors } = await register('net', matrix(reference.logits), { kind: 'LOGITS' });
    expect(userErrors).toEqual([]);
    id = model!.id;
    const fields = `name kind accuracy logLoss calibrationError dataset { name } quality(runId: "${run.id}") { classes { label scores { ${SCORES} } } }`;
    const answer = await opened.client.query<{
      model: Quality & { quality: { classes: { label: string; scores: Quality }[] } };
      byName: { id: string };
      models: { nodes: { id: string }[] };
      dataset: { models: { nodes: { name: string }[] } };
    }>(
      `query ($id: ID!) { model(id: $id) { ${fields} } byName: model(id: "net") { id } models(dataset: "small") { nodes { id } } dataset(id: "small") { models { nodes { name } } } }`,
      { id },
    );
    expect(answer).toMatchObject({
      model: { name: 'net', kind: 'LOGITS', dataset: { name: 'small' } },
      byName: { id },
      models: { nodes: [{ id }] },
      dataset: { models: { nodes: [{ name: 'net' }] } },
    });
    expectQuality({ ...answer.model, count: ROWS }, reference.quality);
    expect(answer.model.quality.classes.map(({ label }) => label)).toEqual(CLASSES);
    for (const [at, { scores }] of answer.model.quality.classes.entries())
      expectQuality(scores, reference.classes[at]!);
  });

  it.each([
    ['lsmi', '', 1],
    ['adjusted', ', adjusted: true', 1],
    ['evidence', ', method: EVIDENCE', Math.LOG2E],
  ] as const)('are set against the strata and the synergy of a run, %s', async (view, args, scale) => {
    const unit = scale === 1 ? '' : ', unit: BITS';
    const { model } = await opened.client.query<{
      model: {
        quality: { strata: { dominant: string; scores: Quality }[] };
        captured: { all: Captured; classes: { label: string; captured: Captured }[] };
      };
    }>(
      `query ($id: ID!, $run: ID!) { model(id: $id) {
        quality(runId: $run${args}) { strata { dominant scores { ${SCORES} } } }
        captured(runId: $run${args}${unit}) { all { ${CAPTURED} } classes { label captured { ${CAPTURED} } } } } }`,
      { id, run: run.id },
    );
    const expected = reference.views[view];
    const { strata } = model.quality;
    expect(strata.map(({ dominant }) => dominant.toLowerCase())).toEqual(Object.keys(expected.strata));
    for (const { dominant, scores } of strata) expectQuality(scores, expected.strata[dominant.toLowerCase()]!); // prettier-ignore
    expectCaptured(model.captured.all, expected.captured, scale);
    expect(model.captured.classes.map(({ label }) => label)).toEqual(CLASSES);
    for (const [at, { captured }] of model.captured.classes.entries())
      expectCaptured(captured, expected.capturedByClass[at]!, scale);
  });

  it('capture all of the synergy of a run whose information is their own', async () => {
    // Its i12 as a model: p(y|x) = e^i12 / 3 of the class, the rest shared out among the others.
    const i12 = reference.primitives.i12.map((value) => Math.min(value, 1));
    const own = await insertCompletedRun(opened.workspace.store, run.datasetId, records(i12));
    const p = i12.flatMap((value, row) =>
      CLASSES.map((_, c) => (c === row % 3 ? Math.exp(value) / 3 : (1 - Math.exp(value) / 3) / 2)),
    );
    const { model } = await register('itself', matrix(p));
    for (const args of ['', ', adjusted: true', ', method: EVIDENCE']) {
      const { model: found } = await opened.client.query<{ model: { captured: { all: Captured; classes: { captured: Captured }[] } } }>(`query ($id: ID!, $run: ID!) { model(id: $id) { captured(runId: $run${args}) { all { ${CAPTURED} } classes { captured { ${CAPTURED} } } } } }`, { id: model!.id, run: own.id }); // prettier-ignore
      for (const { captured, synergy, information, runInformation } of [
        found.captured.all,
        ...found.captured.classes.map((one) => one.captured),
      ]) {
        // prettier-ignore
        expect(captured).toBeCloseTo(synergy, DIGITS);
        expect(information).toBeCloseTo(runInformation, DIGITS);
      }
    }
  });

  it('have their information counted from the classes as the run’s is', async () => {
    const { store } = opened.workspace;
    const odd = await importSmallDataset(opened.workspace, 'odd', ROWS + 1);
    const zeros = new Float64Array(ROWS + 1);
    const { columns } = records();
    const longer = Object.fromEntries(Object.keys(columns).map((name) => [name, zeros])) as typeof columns;
    const classIndex = Int32Array.from({ length: ROWS + 1 }, (_, row) => row % 3);
    const all = { columns: longer, classIndex, foldOf: new Int32Array(ROWS + 1), spread: null };
    const third = matrix(Array.from({ length: 3 * (ROWS + 1) }, () => 1 / 3));
    const { model } = await register('ignorant', third, { dataset: 'odd' });
    for (const prior of ['empirical', 'uniform']) {
      const { id: runId, config } = await insertCompletedRun(store, odd.id, all);
      await store.prisma.estimationRun.update({ where: { id: runId }, data: { config: { ...(config as object), prior } } }); // prettier-ignore
      const { model: found } = await opened.client.query<{ model: { captured: { classes: { captured: Captured }[] } } }>(`query ($id: ID!, $run: ID!) { model(id: $id) { captured(runId: $run) { classes { captured { ${CAPTURED} } } } } }`, { id: model!.id, run: runId }); // prettier-ignore
      for (const [at, { captured }] of found.captured.classes.entries()) {
        const share = prior === 'uniform' ? 1 / 3 : (at === 0 ? 21 : 20) / 61;
        expect(captured.information).toBeCloseTo(Math.log(1 / 3 / share), DIGITS);
        expect(captured.captured).toBeCloseTo(captured.information, DIGITS);
        expect(captured).toMatchObject({ synergy: 0, share: null });
      }
    }
  });

  it('leave samples without a component out of what is captured, and in a stratum of their own', async () => {
    const i12 = reference.primitives.i12.map((value, row) => (row === 4 ? NaN : value));
    const partial = await insertCompletedRun(opened.workspace.store, run.datasetId, records(i12));
    const { model } = await opened.client.query<{ model: unknown }>(
      `query ($id: ID!, $run: ID!) { model(id: $id) { quality(runId: $run) { strata { dominant scores { count } } } captured(runId: $run) { all { count } classes { captured { count } } } } }`,
      { id, run: partial.id },
    );
    expect(model).toMatchObject({
      captured: { all: { count: ROWS - 1 }, classes: [20, 19, 20].map((count) => ({ captured: { count } })) },
    });
    const { strata } = (model as { quality: { strata: object[] } }).quality;
    expect(strata.at(-1)).toEqual({ dominant: null, scores: { count: 1 } });
  });

  it.each<[string, () => Promise<Payload>, string, string | null, string]>([
    [
      'a name that is taken',
      () => register('net', matrix(reference.logits), { kind: 'LOGITS' }),
      'NAME_TAKEN',
      'name',
      'The dataset "small" has the model "net" already: choose another name, or delete that one first.',
    ],
    [
      'no name',
      () => register(' ', ''),
      'BAD_NAME',
      'name',
      "The model's name must be a text of 1 to 200 characters, not spaces alone, none of them a control character, and not look like an id.",
    ],
    [
      'no dataset',
      () => register('x', '', { dataset: 'none' }),
      'DATASET_NOT_FOUND',
      'dataset',
      'There is no dataset "none".',
    ],
    [
      'a path',
      () => register('x', '', { fileName: '../p.npy' }),
      'BAD_FILE_NAME',
      'fileName',
      'fileName must be a plain name ending in .npz, .npy, .csv or .tsv, of letters, digits, spaces, and _ . - ( ).',
    ],
    [
      'too few rows',
      () => register('x', matrix([1, 0, 0])),
      'ROW_COUNT_MISMATCH',
      'array',
      'The array "p.npy" of the file sent has 1 rows, and the dataset "small" has 60 samples; expected one row for each in the dataset\'s order, or sample ids (id) to match rows by.',
    ],
    [
      'logits as probabilities',
      () => register('x', matrix(reference.logits)),
      'BAD_PREDICTIONS',
      'array',
      'these look like logits (kind logits).',
    ],
    [
      'a broken file',
      () => register('x', 'nothing'),
      'CORRUPT_FILE',
      'array',
      'The array "p.npy" of the file sent is damaged',
    ],
    [
      'other samples',
      () => register('x', 'id,class-0,class-1,class-2\ns0,1,0,0\n', { fileName: 'p.csv', id: 'id' }),
      'SAMPLE_MISMATCH',
      'id',
      'The column "id" of p.csv has no row for 59 of the 60 samples of "small": "s1", "s2"',
    ],
  ])('are refused with %s, and nothing is saved', async (_, work, code, field, message) => {
    // prettier-ignore
    const before = await kept();
    const { model, userErrors } = await work();
    expect(model).toBeNull();
    expect(userErrors).toMatchObject([{ code, field }]);
    expect(userErrors[0]!.message).toContain(message);
    expect(await kept()).toEqual(before);
  });

  it('of one name that come together are one, and the other leaves nothing', async () => {
    const before = await kept();
    const rows = (p: number): Buffer => matrix(Array.from({ length: ROWS }, () => [p, 1 - p, 0]).flat());
    const both = await Promise.all([register('twin', rows(0.25)), register('twin', rows(0.75))]);
    expect(both.flatMap(({ userErrors }) => userErrors.map(({ code }) => code))).toEqual(['NAME_TAKEN']);
    expect(await kept()).toEqual([before[0] + 1, before[1] + 1]);
  });

  it('are not set against a run of another dataset, nor one that has not ended', async () => {
    const query = 'query ($id: ID!, $run: ID!) { model(id: $id) { quality(runId: $run) { strata { dominant } } } }'; // prettier-ignore
    const unfinished = await insertEmptyRun(opened.workspace.store, run.datasetId);
    for (const [runId, code] of [
      [otherRun.id, 'MODEL_OF_OTHER_DATASET'],
      [unfinished, 'RUN_NOT_COMPLETE'],
      ['none', 'RUN_NOT_FOUND'],
    ]) {
      await expect(opened.client.query(query, { id, run: runId })).rejects.toThrow(code);
    }
  });

  it('are matched by sample ids, and deleted with their predictions, which nothing deletes until then', async () => {
    const { store, blobs } = opened.workspace;
    const before = await kept();
    const lines = Array.from({ length: ROWS }, (_, row) => `s${row},${[0, 1, 2].map((c) => (c === row % 3 ? 0.5 : 0.25)).join(',')}`); // prettier-ignore
    const csv = ['id,class-0,class-1,class-2', ...lines.reverse(), ''].join('\n');
    const { model } = await register('by id', csv, { fileName: 'p.csv', id: 'id' });
    expect(model!.accuracy).toBe(1);
    const { sha256 } = await store.prisma.registeredModel.findUniqueOrThrow({ where: { id: model!.id } });
    expect(await unreferencedFeatures(store, [sha256])).toEqual([]);
    const inAYear = new Date(Date.now() + 365 * 86_400_000);
    expect(await deleteUnusedBlobs({ store, blobs }, [sha256], 1, inAYear)).toBe(0);
    expect(await blobs.has(sha256)).toBe(true);
    // Another of the same numbers keeps them.
    await register('twin by id', csv, { fileName: 'p.csv', id: 'id' });
    const remove = 'mutation ($id: ID!) { deleteModel(id: $id) { deletedModelId userErrors { code } } }';
    expect(await opened.client.query(remove, { id: model!.id })).toEqual({ deleteModel: { deletedModelId: model!.id, userErrors: [] } }); // prettier-ignore
    expect(await blobs.has(sha256)).toBe(true);
    await opened.client.query(remove, { id: 'twin by id' });
    expect(await kept()).toEqual(before);
    expect(await opened.client.query(remove, { id: model!.id })).toEqual({ deleteModel: { deletedModelId: null, userErrors: [{ code: 'MODEL_NOT_FOUND' }] } }); // prettier-ignore
  });
});
