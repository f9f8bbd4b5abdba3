import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { ensembleRequest } from '../../src/actions/ensembles/ensemble-request.js';
import { saveEnsemble } from '../../src/actions/ensembles/save-ensemble.js';
import type { Predictions } from '../../src/ensemble/predictions.type.js';
import { DEFAULT_ENSEMBLE, selectEnsemble } from '../../src/ensemble/select-ensemble.js';
import { decomposeSamples } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import { npyBytes } from '../ingest/make-files.js';
import type { GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 400;
const CLASSES = 3;

interface Mean {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

interface Scores {
  readonly logLoss: Mean;
  readonly accuracy: Mean;
}

interface Shown {
  readonly id: string;
  readonly sampleCount: number;
  readonly models: { name: string; weight: number; information: number }[];
  readonly heldOut: Scores;
  readonly bestSingle: Scores & { model: string };
  readonly uniform: Scores;
  readonly againstUniform: { logLoss: Mean & { verdict: string } };
  readonly conclusion: string;
  readonly scoreByRound: number[] | null;
  readonly strata: { stratum: string; weights: number[] }[];
  readonly diversity: { correlation: number[][]; disagreement: number[][]; ambiguity: number };
}

const MEAN = '{ value low high }';
const SCORES = `logLoss ${MEAN} accuracy ${MEAN}`;
const SHOWN = `id sampleCount models { name weight information } heldOut { ${SCORES} } bestSingle { model ${SCORES} } uniform { ${SCORES} }
  againstUniform { logLoss { value low high verdict } } conclusion scoreByRound strata { stratum weights } diversity { correlation disagreement ambiguity }`;

describe('ensembles', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  let dataset: DatasetRecord;
  let runId: string;
  let predictions: Predictions;
  /** Of every sample: whether r or s dominates. */
  const strata = Int32Array.from({ length: ROWS }, (_, sample) => (sample % 2 === 0 ? 0 : 3));

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    dataset = await importSmallDataset(workspace, 'measured', ROWS, CLASSES);
    await importSmallDataset(workspace, 'other', ROWS, CLASSES);
    const random = new Random(5, 'ensembles');
    const labels = Int32Array.from({ length: ROWS }, (_, sample) => sample % CLASSES);
    // Each knows its half of the samples, and says where it does not.
    const model = (knows: (sample: number) => number): Float32Array => {
      const probabilities = new Float32Array(ROWS * CLASSES);
      for (let sample = 0; sample < ROWS; sample += 1) {
        const odds = Array.from({ length: CLASSES }, (_, c) => Math.exp(0.3 * random.normal() + (c === labels[sample] ? knows(sample) : 0))); // prettier-ignore
        const sum = odds.reduce((total, value) => total + value, 0);
        odds.forEach((value, c) => (probabilities[sample * CLASSES + c] = value / sum));
      }
      return probabilities;
    };
    predictions = {
      classes: CLASSES,
      labels,
      models: [
        { name: 'even', probabilities: model((sample) => (strata[sample] === 0 ? 3 : 0)) },
        { name: 'odd', probabilities: model((sample) => (strata[sample] === 0 ? 0 : 3)) },
        { name: 'weak', probabilities: model(() => 0.4) },
      ],
    };
    for (const { name, probabilities } of predictions.models) {
      const content = npyBytes([...probabilities], { shape: `(${ROWS}, ${CLASSES})` }).toString('base64');
      const { registerModel } = await client.query<{ registerModel: { userErrors: unknown[] } }>(
        'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { userErrors { message } } }',
        { input: { dataset: 'measured', name, fileName: 'p.npy', content, kind: 'PROBABILITIES' } },
      );
      expect(registerModel.userErrors).toEqual([]);
    }
    const column = (of: (sample: number) => number): Float64Array => Float64Array.from({ length: ROWS }, (_, sample) => of(sample)); // prettier-ignore
    // r = 1 for the even, s = 1 for the odd.
    const shares = column((sample) => (strata[sample] === 0 ? 1 : 0));
    const columns = decomposeSamples({ i1: shares, i2: shares, i12: column(() => 1), h1: column(() => 0), h2: column(() => 0) }); // prettier-ignore
    const records = { columns, classIndex: labels, foldOf: new Int32Array(ROWS), spread: null };
    runId = (await insertCompletedRun(workspace.store, dataset.id, records)).id;
  });
  afterAll(() => opened.close());

  const MODELS = ['even', 'odd', 'weak'];
  const trySelect = async (
    input: object,
  ): Promise<{
    ensemble: Shown | null;
    userErrors: { code: string; field: string | null; message: string }[];
  }> => {
    // prettier-ignore
    const query = `mutation ($input: SelectEnsembleInput!) { selectEnsemble(input: $input) { ensemble { ${SHOWN} } userErrors { code field message } } }`;
    return (await client.query<{ selectEnsemble: Awaited<ReturnType<typeof trySelect>> }>(query, { input })).selectEnsemble; // prettier-ignore
  };
  const select = async (input: object): Promise<Shown> => {
    const { ensemble, userErrors } = await trySelect({ models: MODELS, ...input });
    expect(userErrors).toEqual([]);
    return ensemble!;
  };
  const fetched = async (id: string): Promise<{ head: string; values: Float32Array }> => {
    const response = await fetch(`${opened.server.url}/ensembles/${id}/predictions.npy`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const start = 10 + bytes.readUInt16LE(8);
    const values = Float32Array.from({ length: (bytes.length - start) / 4 }, (_, at) => bytes.readFloatLE(start + 4 * at)); // prettier-ignore
    return { head: bytes.toString('latin1', 10, start), values };
  };

  it.each(['greedy', 'stacking', 'uniform', 'interaction-aware'] as const)(
    'by %s are what the selection finds',
    async (method) => {
      const expected = await selectEnsemble(predictions, strata, { ...DEFAULT_ENSEMBLE, method, seed: 3 });
      const input = { method: method.toUpperCase().replace('-', '_'), seed: 3, runId };
      const ensemble = await select({ name: method, ...input });
      // Kept as logarithms in float32, predictions have lost their last digits.
      ensemble.models.forEach(({ weight }, at) =>
        expect(weight).toBeCloseTo(expected.fitted.weights[at]!, 3),
      );
      expect(ensemble.models.map(({ name }) => name)).toEqual(MODELS);
      expect(ensemble.sampleCount).toBe(ROWS);
      for (const scores of ['heldOut', 'bestSingle', 'uniform'] as const) {
        for (const end of ['value', 'low', 'high'] as const) {
          expect(ensemble[scores].logLoss[end]).toBeCloseTo(expected[scores].logLoss[end], 3);
          expect(ensemble[scores].accuracy[end]).toBeCloseTo(expected[scores].accuracy[end], 6);
        }
      }
      expect(ensemble.bestSingle.model).toBe(MODELS[expected.bestSingle.model]);
      expect(ensemble.scoreByRound?.length ?? null).toBe(method === 'greedy' ? 50 : null);
      expect(ensemble.conclusion).toContain(`The ${method} ensemble has a held-out log-loss of`);
      const { head, values } = await fetched(ensemble.id);
      expect(head).toContain(`'shape': (${ROWS}, ${CLASSES})`);
      const losses = [...predictions.labels].map(
        (label, sample) => -Math.log(values[sample * CLASSES + label]!),
      );
      expect(losses.reduce((sum, loss) => sum + loss, 0) / ROWS).toBeCloseTo(
        ensemble.heldOut.logLoss.value,
        5,
      );
      // The same again, bit for bit.
      const again = await select({ name: `${method} again`, ...input });
      expect({ ...again, id: ensemble.id }).toEqual(ensemble);
      expect((await fetched(again.id)).values).toEqual(values);
    },
  );

  it('say how models differ, and what strata weigh', async () => {
    const { ensemble } = await client.query<{ ensemble: Shown }>(
      `{ ensemble(id: "interaction-aware") { ${SHOWN} } }`,
    );
    expect(ensemble.diversity.ambiguity).toBeGreaterThan(0);
    expect(ensemble.diversity.correlation[0]![0]).toBeCloseTo(1, 12);
    expect(ensemble.diversity.correlation[0]![1]).toBeLessThan(0);
    expect(ensemble.diversity.disagreement[0]![1]).toBeGreaterThan(0.3);
    expect(ensemble.strata.map(({ stratum }) => stratum)).toEqual(['R', 'S']);
    for (const { weights } of ensemble.strata) expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9); // prettier-ignore
    expect(ensemble.strata[0]!.weights[0]).toBeGreaterThan(0.9);
    expect(ensemble.strata[1]!.weights[1]).toBeGreaterThan(0.9);
    expect(ensemble.againstUniform.logLoss.verdict).toBe('BETTER');
    expect(ensemble.conclusion).toContain('it beats the uniform average');
  });

  it('say so where weights by interaction gain nothing', async () => {
    const { models } = predictions;
    const same = [models[2]!, models[2]!];
    for (const [at, { probabilities }] of same.entries()) {
      const content = npyBytes([...probabilities], { shape: `(${ROWS}, ${CLASSES})` }).toString('base64');
      await client.query('mutation ($input: RegisterModelInput!) { registerModel(input: $input) { userErrors { code } } }', { input: { dataset: 'measured', name: `twin-${at}`, fileName: 'p.npy', content, kind: 'PROBABILITIES' } }); // prettier-ignore
    }
    const ensemble = await select({ name: 'twins', models: ['twin-0', 'twin-1'], method: 'INTERACTION_AWARE', runId }); // prettier-ignore
    expect(ensemble.strata).toEqual([]);
    expect(ensemble.againstUniform.logLoss.verdict).toBe('NO_DIFFERENCE_SHOWN');
    expect(ensemble.conclusion).toMatch(/it is not shown to differ from the uniform average.*gained nothing/);
  });

  it('are of a subset’s samples alone, in its order', async () => {
    await client.query('mutation ($input: SaveSubsetInput!) { saveSubset(input: $input) { userErrors { code } } }', { input: { name: 'test split', selection: { runId, filter: { split: { in: ['test'] } } } } }); // prettier-ignore
    const samples = Int32Array.from({ length: ROWS / 4 }, (_, at) => 4 * at);
    const only = {
      ...predictions,
      labels: samples.map((sample) => predictions.labels[sample]!),
      models: predictions.models.map(({ name, probabilities }) => ({
        name,
        probabilities: Float32Array.from([...samples].flatMap((sample) => [...probabilities.subarray(CLASSES * sample, CLASSES * (sample + 1))])), // prettier-ignore
      })),
    };
    const expected = await selectEnsemble(only, new Int32Array(samples.length), { ...DEFAULT_ENSEMBLE, method: 'greedy' }); // prettier-ignore
    const ensemble = await select({ name: 'on the test split', subset: 'test split' });
    expect(ensemble.sampleCount).toBe(ROWS / 4);
    expect(ensemble.heldOut.logLoss.value).toBeCloseTo(expected.heldOut.logLoss.value, 4);
    expect((await fetched(ensemble.id)).values).toHaveLength((ROWS / 4) * CLASSES);
  });

  it('outlive their models and their run, and are deleted with their predictions', async () => {
    const files = async (): Promise<number> =>
      (await readdir(join(workspace.folder, 'features'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length; // prettier-ignore
    const { id } = await select({ name: 'short-lived', models: ['even', 'twin-1'], folds: 4 });
    const query = `{ ensemble(id: "${id}") { ${SHOWN} } }`;
    const before = await client.query(query);
    await client.query('mutation { deleteModel(id: "twin-1") { userErrors { code } } }');
    expect(await client.query(query)).toEqual(before);
    const kept = await files();
    const remove = `mutation { deleteEnsemble(id: "${id}") { deletedId userErrors { code } } }`;
    expect(await client.query(remove)).toEqual({ deleteEnsemble: { deletedId: id, userErrors: [] } });
    expect(await files()).toBe(kept - 1);
    expect((await fetch(`${opened.server.url}/ensembles/${id}/predictions.npy`)).status).toBe(404);
  });

  it.each([
    ['one model', { models: ['even'] }, 'BAD_ENSEMBLE', 'models'],
    ['none', { models: [] }, 'BAD_ENSEMBLE', 'models'],
    ['too many, none of which is there', { models: Array.from({ length: 201 }, () => 'x') }, 'BAD_ENSEMBLE', 'models'], // prettier-ignore
    ['a model twice', { models: ['even', 'even'] }, 'BAD_ENSEMBLE', 'models'],
    ['a model that is not there', { models: ['even', 'nothing'] }, 'MODEL_NOT_FOUND', 'models'],
    ['interactions of no run', { method: 'INTERACTION_AWARE' }, 'BAD_ENSEMBLE', 'runId'],
    ['a run that has not ended', { runId: 'unfinished' }, 'RUN_NOT_COMPLETE', 'run'],
    ['a run of another dataset', { runId: 'stranger' }, 'BAD_ENSEMBLE', 'runId'],
    ['a subset that is not there', { subset: 'nothing' }, 'SUBSET_NOT_FOUND', 'subset'],
    ['one fold', { folds: 1 }, 'BAD_FOLDS', 'folds'],
    ['no round', { rounds: 0 }, 'BAD_ROUNDS', 'rounds'],
    ['a seed below 0', { seed: -1 }, 'BAD_ENSEMBLE', 'seed'],
    ['a name that is taken', { name: 'greedy' }, 'NAME_TAKEN', 'name'],
    ['no name', { name: '' }, 'BAD_NAME', 'name'],
  ])('are refused with %s, and nothing is kept', async (_, input, code, field) => {
    const unfinished = await insertEmptyRun(workspace.store, dataset.id);
    const other = await workspace.store.prisma.dataset.findFirstOrThrow({ where: { name: 'other' } });
    const stranger = await insertEmptyRun(workspace.store, other.id);
    const before = await workspace.store.prisma.ensemble.count();
    const text = JSON.stringify({ name: 'refused', models: MODELS, ...input });
    const filled = text.replace('unfinished', unfinished).replace('stranger', stranger);
    const { ensemble, userErrors } = await trySelect(JSON.parse(filled) as object);
    expect([ensemble, userErrors[0]?.code, userErrors[0]?.field]).toEqual([null, code, field]);
    expect(await workspace.store.prisma.ensemble.count()).toBe(before);
  });

  it('are refused where the models hold more than can be read at once', async () => {
    const how = { method: 'lsmi', adjusted: false, runId: null, subset: null } as const;
    const request = await ensembleRequest(workspace.store, 'large', MODELS, how, DEFAULT_ENSEMBLE);
    const large = { ...dataset, sampleCount: 2 ** 29 };
    await expect(saveEnsemble(workspace, { ...request, dataset: large })).rejects.toThrow(
      `The ${MODELS.length} models hold ${MODELS.length * CLASSES * 2 ** 29} probabilities, of which 536870912 can be read at once`,
    );
  });
});
