import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertCompletedRun } from '../../bench/insert-completed-run.js';
import { insertEmptyRun } from '../../bench/insert-empty-run.js';
import { decomposeSamples, type InteractionColumns } from '../../src/estimation/interaction-columns.js';
import { Random } from '../../src/estimation/random.js';
import type { DatasetRecord } from '../../src/store/datasets.js';
import type { GraphClient } from '../support/graphql-client.js';
import { openTestServer, type TestServer } from '../support/test-server.js';
import { importSmallDataset, type TestWorkspace } from '../support/test-workspace.js';

const ROWS = 200;
const CLASSES = 3;
/** Without the first modality's information, so without components. */
const BROKEN = 17;

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly sampleCount: number;
  readonly classes: { label: string; count: number }[];
  readonly samples: { sampleIndices: number[]; sampleIds: string[] };
}

interface UserError {
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

const SHOWN = 'id name sampleCount classes { label count } samples { sampleIndices sampleIds }';
const indices = ({ samples }: Shown): number[] => samples.sampleIndices;
const classOf = (sample: number): number => sample % CLASSES;
const splitOf = (sample: number): string => (sample % 4 === 0 ? 'test' : 'train');
const mixOf = (samples: readonly number[]): string[] => samples.map((sample) => `${classOf(sample)} ${splitOf(sample)}`).sort(); // prettier-ignore

describe('subsets', () => {
  let workspace: TestWorkspace;
  let opened: TestServer;
  let client: GraphClient;
  let dataset: DatasetRecord;
  let columns: InteractionColumns;
  let runId: string;

  const insertRun = async (seed: number): Promise<string> => {
    const random = new Random(seed, 'subsets');
    const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
    const i1 = column();
    i1[BROKEN] = NaN;
    columns = decomposeSamples({ i1, i2: column(), i12: column(), h1: column(), h2: column() });
    const classIndex = Int32Array.from({ length: ROWS }, (_, sample) => classOf(sample));
    const records = { columns, classIndex, foldOf: new Int32Array(ROWS), spread: null };
    return (await insertCompletedRun(workspace.store, dataset.id, records, 0.25)).id;
  };

  beforeAll(async () => {
    opened = await openTestServer();
    ({ workspace, client } = opened);
    dataset = await importSmallDataset(workspace, 'measured', ROWS, CLASSES);
    runId = await insertRun(1);
  });
  afterAll(() => opened.close());

  const trySave = async (input: object): Promise<{ subset: Shown | null; userErrors: UserError[] }> => {
    const query = `mutation ($input: SaveSubsetInput!) { saveSubset(input: $input) { subset { ${SHOWN} } userErrors { code field message } } }`;
    return (await client.query<{ saveSubset: { subset: Shown | null; userErrors: UserError[] } }>(query, { input })).saveSubset; // prettier-ignore
  };
  const save = async (input: object): Promise<Shown> => {
    const { subset, userErrors } = await trySave(input);
    expect(userErrors).toEqual([]);
    return subset!;
  };
  const tryPartition = async (
    input: object,
  ): Promise<{ subsets: Shown[] | null; userErrors: UserError[] }> => {
    const query = `mutation ($input: SavePartitionInput!) { savePartition(input: $input) { subsets { ${SHOWN} } userErrors { code field message } } }`;
    return (await client.query<{ savePartition: { subsets: Shown[] | null; userErrors: UserError[] } }>(query, { input })).savePartition; // prettier-ignore
  };
  const page = async (args: object): Promise<number[]> => {
    const query =
      'query ($id: ID!, $filter: InteractionFilter, $orderBy: InteractionOrder) { run(id: $id) { interactions(first: 1000, filter: $filter, orderBy: $orderBy) { nodes { sampleIndex } } } }';
    const { run } = await client.query<{ run: { interactions: { nodes: { sampleIndex: number }[] } } }>(query, { id: runId, ...args }); // prettier-ignore
    return run.interactions.nodes.map(({ sampleIndex }) => sampleIndex);
  };

  it('hold what a filter selects, with its classes counted, and are the same when made again', async () => {
    const filter = { dominant: { in: ['S', 'U1'] }, top: { by: 'S', percent: 40, perClass: true } };
    const subset = await save({ name: 'synergy', selection: { runId, filter } });
    const expected = await page({ filter });
    expect(expected.length).toBeGreaterThan(10);
    expect(indices(subset)).toEqual(expected);
    expect(subset.samples.sampleIds).toEqual(expected.map((sample) => `s${sample}`));
    expect(subset.sampleCount).toBe(expected.length);
    expect(subset.classes).toEqual(
      [0, 1, 2].map((label) => ({
        label: `class-${label}`,
        count: expected.filter((sample) => classOf(sample) === label).length,
      })),
    );
    const again = await save({ name: 'synergy again', selection: { runId, filter } });
    expect(indices(again)).toEqual(indices(subset));
  });

  it('count a class of which they have none', async () => {
    const subset = await save({ name: 'one class', selection: { runId, filter: { label: { in: ['class-1'] } } } }); // prettier-ignore
    expect(subset.classes.map(({ count }) => count)).toEqual([0, subset.sampleCount, 0]);
  });

  it.each(['R', 'S', 'I12'] as const)('keep the order of a curriculum by %s', async (field) => {
    const orderBy = { field, direction: 'DESC' };
    const subset = await save({ name: `curriculum ${field}`, selection: { runId, orderBy } });
    const value = columns[field.toLowerCase() as 'r'];
    const ranked = Array.from({ length: ROWS }, (_, sample) => sample)
      .filter((sample) => Number.isFinite(value[sample]))
      .sort((a, b) => value[b]! - value[a]! || a - b);
    // Whoever has no value comes last.
    expect(indices(subset).slice(0, ranked.length)).toEqual(ranked);
    expect(subset.sampleCount).toBe(ROWS);
    const easiest = await save({ name: `easiest ${field}`, selection: { runId, orderBy, limit: 7 } });
    expect(indices(easiest)).toEqual(ranked.slice(0, 7));
    const query = `{ subset(id: "${subset.id}") { samples(offset: 5, limit: 3) { sampleIndices } } }`;
    const { subset: part } = await client.query<{ subset: Shown }>(query);
    expect(indices(part)).toEqual(ranked.slice(5, 8));
    const beyond = query.replace('offset: 5', 'offset: 2147483647');
    expect(indices((await client.query<{ subset: Shown }>(beyond)).subset)).toEqual([]);
  });

  it('are dealt by a value, each class by itself', async () => {
    const partition = { name: 'by redundancy', runId, by: 'R', parts: 4 };
    const { subsets, userErrors } = await tryPartition(partition);
    expect(userErrors).toEqual([]);
    expect(subsets!.map(({ name }) => name)).toEqual([1, 2, 3, 4].map((part) => `by redundancy/${part}`));
    const finite = Array.from({ length: ROWS }, (_, sample) => sample).filter((sample) => sample !== BROKEN);
    expect(subsets!.flatMap(indices).sort((a, b) => a - b)).toEqual(finite);
    for (const [at, subset] of subsets!.entries()) {
      expect(indices(subset)).toEqual(indices(subset).toSorted((a, b) => a - b));
      for (const [label, { count }] of subset.classes.entries()) {
        const all = finite.filter((sample) => classOf(sample) === label).length;
        expect(Math.abs(count - all / 4)).toBeLessThan(1);
        const above = subsets!.slice(at + 1).flatMap(indices).filter((sample) => classOf(sample) === label); // prettier-ignore
        const largest = Math.max(...indices(subset).filter((sample) => classOf(sample) === label).map((sample) => columns.r[sample]!)); // prettier-ignore
        expect(above.every((sample) => columns.r[sample]! >= largest)).toBe(true);
      }
    }
    const bucket = await save({ name: 'third', bucket: { runId, by: 'R', parts: 4, part: 3 } });
    expect(indices(bucket)).toEqual(indices(subsets![2]!));
    // Means rise from part to part, and are those of a filter by the part.
    const query = `query ($id: ID!, $run: ID!) {
      subset(id: $id) { aggregate { count mean { r s } } }
      run(id: $run) { aggregate(filter: { subset: { in: [$id] } }) { count mean { r s } } } }`;
    const means: number[] = [];
    for (const { id } of subsets!) {
      const answer = await client.query<Record<'subset' | 'run', { aggregate: { count: number; mean: { r: number } }[] }>>(query, { id, run: runId }); // prettier-ignore
      expect(answer.subset).toEqual(answer.run);
      means.push(answer.subset.aggregate[0]!.mean.r);
    }
    expect(means).toEqual(means.toSorted((a, b) => a - b));
    expect(new Set(means).size).toBe(4);
    const { subsets: kept, userErrors: taken } = await tryPartition({ ...partition, parts: 2 });
    expect([kept, taken[0]!.code, taken[0]!.message]).toEqual([null, 'NAME_TAKEN', expect.stringContaining('"by redundancy/1"')]); // prettier-ignore
  });

  it('are dealt over all classes where asked for', async () => {
    const { subsets } = await tryPartition({ name: 'pooled', runId, by: 'S', parts: 3, perClass: false });
    const ranked = Array.from({ length: ROWS }, (_, sample) => sample)
      .filter((sample) => sample !== BROKEN)
      .sort((a, b) => columns.s[a]! - columns.s[b]!);
    expect(subsets!.map(indices).map((part) => part.length)).toEqual([67, 66, 66]);
    const unnamed = await tryPartition({ name: '', runId, by: 'S', parts: 3 });
    expect([unnamed.subsets, unnamed.userErrors[0]!.code]).toEqual([null, 'BAD_NAME']);
    expect(indices(subsets![0]!)).toEqual(ranked.slice(0, 67).sort((a, b) => a - b));
  });

  it('are drawn by lot, as many of each class and split', async () => {
    const like = await save({ name: 'of interest', selection: { runId, filter: { s: { min: 0.5 } } } });
    const drawn = await save({ name: 'control', random: { like: like.id, seed: 7 } });
    const again = await save({ name: 'control again', random: { like: 'of interest', seed: 7 } });
    const other = await save({ name: 'another control', random: { like: like.id, seed: 8 } });
    expect(mixOf(indices(drawn))).toEqual(mixOf(indices(like)));
    expect(indices(drawn)).not.toEqual(indices(like));
    expect(indices(again)).toEqual(indices(drawn));
    expect(indices(other)).not.toEqual(indices(drawn));
    // Over many seeds each sample of a stratum comes as often as the others, but for chance.
    const times = new Float64Array(ROWS);
    const seeds = 60;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { samples } = await save({ name: `control ${seed}`, random: { like: like.id, seed } });
      for (const sample of samples.sampleIndices) times[sample]! += 1;
    }
    const stratum = (sample: number): string => mixOf([sample])[0]!;
    const sizeOf = (samples: readonly number[], of: string): number => samples.filter((sample) => stratum(sample) === of).length; // prettier-ignore
    const all = Array.from({ length: ROWS }, (_, sample) => sample);
    const chiSquares = all.map((sample) => {
      const share = sizeOf(indices(like), stratum(sample)) / sizeOf(all, stratum(sample));
      return share === 0 || share === 1 ? 1 : (times[sample]! - seeds * share) ** 2 / (seeds * share * (1 - share)); // prettier-ignore
    });
    const mean = chiSquares.reduce((sum, value) => sum + value, 0) / ROWS;
    expect(mean).toBeGreaterThan(0.6); // 1 ± 0.1 of fair draws; 0 of the same ones in turns
    expect(mean).toBeLessThan(1.4);
  });

  it('are combined, in the order in which samples first stand there', async () => {
    const orderBy = { field: 'R', direction: 'DESC' };
    const first = await save({ name: 'a', selection: { runId, orderBy, limit: 80 } });
    const second = await save({ name: 'b', selection: { runId, filter: { sampleIndex: { max: 99 } } } });
    const [a, b] = [indices(first), indices(second)];
    const names = [first.id, 'b'];
    expect(indices(await save({ name: 'a or b', union: names }))).toEqual([...a, ...b.filter((sample) => !a.includes(sample))]); // prettier-ignore
    expect(indices(await save({ name: 'a and b', intersection: names }))).toEqual(a.filter((sample) => b.includes(sample))); // prettier-ignore
    expect(indices(await save({ name: 'a not b', difference: names }))).toEqual(a.filter((sample) => !b.includes(sample))); // prettier-ignore
  });

  it('remain when their run is deleted, and say so', async () => {
    const other = await insertRun(2);
    const subset = await save({ name: 'orphan', selection: { runId: other, filter: { r: { min: 0 } } } });
    const query = `{ subset(id: "${subset.id}") { runId runIsDeleted run { id } rule aggregate { count } dataset { name } ${SHOWN} } }`;
    const before = await client.query<{ subset: Shown & { runIsDeleted: boolean } }>(query);
    expect(before.subset).toMatchObject({ runIsDeleted: false, run: { id: other }, aggregate: [{ count: subset.sampleCount }] }); // prettier-ignore
    await client.query('mutation ($id: ID!) { deleteRun(runId: $id) { deletedRunId } }', { id: other });
    const { subset: after } = await client.query<{ subset: Shown }>(query);
    expect(after).toEqual({ ...before.subset, runIsDeleted: true, run: null, aggregate: null });
    expect(after).toMatchObject({ runId: other, rule: { kind: 'selection', runId: other } });
    const control = await save({ name: 'control of an orphan', random: { like: subset.id, seed: 1 } });
    expect(control.sampleCount).toBe(subset.sampleCount);
  });

  it('are listed, found by name, and deleted', async () => {
    const { id } = await save({ name: 'short-lived', selection: { runId } });
    const other = await importSmallDataset(workspace, 'other');
    const list = `{ subsets(dataset: "measured", first: 1) { nodes { id dataset { name } } pageInfo { hasNextPage } } none: subsets(dataset: "${other.id}") { nodes { id } } dataset(id: "measured") { subsets(first: 1) { nodes { id } } } }`;
    expect(await client.query(list)).toEqual({
      subsets: { nodes: [{ id, dataset: { name: 'measured' } }], pageInfo: { hasNextPage: true } },
      none: { nodes: [] },
      dataset: { subsets: { nodes: [{ id }] } },
    });
    expect(await client.query('{ subset(id: "short-lived") { id } }')).toEqual({ subset: { id } });
    const remove = `mutation { deleteSubset(id: "${id}") { deletedId userErrors { code } } }`;
    expect(await client.query(remove)).toEqual({ deleteSubset: { deletedId: id, userErrors: [] } });
    expect(await client.query(remove)).toEqual({ deleteSubset: { deletedId: null, userErrors: [{ code: 'SUBSET_NOT_FOUND' }] } }); // prettier-ignore
  });

  it('come as files', async () => {
    const subset = await save({ name: 'file', selection: { runId, orderBy: { field: 'S' }, limit: 9 } });
    const fetched = (format: string): Promise<Response> => fetch(`${opened.server.url}/subsets/${subset.id}/samples.${format}`); // prettier-ignore
    const rows = indices(subset).map((sample) => ({
      sampleIndex: sample,
      sampleId: `s${sample}`,
      label: `class-${classOf(sample)}`,
      split: splitOf(sample),
    }));
    const csv = await (await fetched('csv')).text();
    expect(csv).toBe(`sampleIndex,sampleId,label,split\n${rows.map((row) => `${Object.values(row).join(',')}\n`).join('')}`); // prettier-ignore
    const ndjson = await (await fetched('ndjson')).text();
    expect(ndjson.trim().split('\n').map((line) => JSON.parse(line) as object)).toEqual(rows); // prettier-ignore
    const npy = Buffer.from(await (await fetched('npy')).arrayBuffer());
    const start = 10 + npy.readUInt16LE(8);
    expect(npy.toString('latin1', 10, start)).toContain(
      `'descr': '<i4', 'fortran_order': False, 'shape': (9,)`,
    );
    expect(rows.map((_, at) => npy.readInt32LE(start + 4 * at))).toEqual(indices(subset));
    expect(npy.length).toBe(start + 36);
    expect((await fetch(`${opened.server.url}/subsets/nothing/samples.csv`)).status).toBe(404);
    const unreadable = await fetch(`${opened.server.url}/subsets/%ff/samples.csv`);
    expect([unreadable.status, await unreadable.text()]).toEqual([400, expect.stringContaining('The address cannot be read')]); // prettier-ignore
  });

  it.each([
    ['no rule', {}, 'BAD_SUBSET', 'input'],
    ['two rules', { selection: { runId: '' }, union: [] }, 'BAD_SUBSET', 'input'],
    ['a run that is not there', { selection: { runId: 'x' } }, 'RUN_NOT_FOUND', 'runId'],
    ['a filter that cannot be', { selection: { runId: '', filter: { label: { in: ['x'] } } } }, 'BAD_FILTER', 'filter'], // prettier-ignore
    ['no sample', { selection: { runId: '', filter: { r: { min: 1e6 } } } }, 'EMPTY_SUBSET', 'rule'],
    ['a value that no sample has', { bucket: { runId: '', filter: { sampleIndex: { min: BROKEN, max: BROKEN } }, by: 'R', parts: 1, part: 1 } }, 'EMPTY_SUBSET', 'rule'], // prettier-ignore
    ['indices that no integer has', { selection: { runId: '', filter: { sampleIndex: { min: 2147483648 } } } }, 'EMPTY_SUBSET', 'rule'], // prettier-ignore
    ['indices far below all', { selection: { runId: '', filter: { sampleIndex: { max: -1e10 } } } }, 'EMPTY_SUBSET', 'rule'], // prettier-ignore
    ['an id that cannot be stored', { selection: { runId: '', filter: { sampleId: { in: ['\u0000'] } } } }, 'BAD_FILTER', 'filter'], // prettier-ignore
    ['half a letter', { bucket: { runId: '', filter: { split: { in: ['\ud800'] } }, by: 'R', parts: 2, part: 1 } }, 'BAD_FILTER', 'filter'], // prettier-ignore
    ['a limit of none', { selection: { runId: '', limit: 0 } }, 'BAD_SUBSET', 'limit'],
    ['no part', { bucket: { runId: '', by: 'R', parts: 0, part: 1 } }, 'BAD_SUBSET', 'parts'],
    ['too many parts', { bucket: { runId: '', by: 'R', parts: 101, part: 1 } }, 'BAD_SUBSET', 'parts'],
    ['a part beyond them', { bucket: { runId: '', by: 'R', parts: 2, part: 3 } }, 'BAD_SUBSET', 'part'],
    ['a draw like nothing', { random: { like: 'nothing', seed: 1 } }, 'SUBSET_NOT_FOUND', 'like'],
    ['a seed below 0', { random: { like: 'known', seed: -1 } }, 'BAD_SUBSET', 'seed'],
    ['one subset to combine', { union: ['known'] }, 'BAD_SUBSET', 'union'],
    ['too many to combine, none of which is there', { union: Array.from({ length: 101 }, () => 'x') }, 'BAD_SUBSET', 'union'], // prettier-ignore
    ['none to combine', { intersection: [] }, 'BAD_SUBSET', 'intersection'],
    ['the same twice', { difference: ['known', 'known'] }, 'BAD_SUBSET', 'difference'],
    ['nothing in common', { difference: ['known', 'all'] }, 'EMPTY_SUBSET', 'rule'],
    ['a subset of another dataset', { union: ['known', 'elsewhere'] }, 'BAD_SUBSET', 'union'],
    ['a name that is taken', { name: 'known', selection: { runId: '' } }, 'NAME_TAKEN', 'name'],
    ['a name of spaces', { name: '  ', selection: { runId: '' } }, 'BAD_NAME', 'name'],
    ['no name', { name: '', selection: { runId: '' } }, 'BAD_NAME', 'name'],
    ['a name that cannot be stored', { name: 'a\u0000', selection: { runId: '' } }, 'BAD_NAME', 'name'],
    ['a run that has not ended', { selection: { runId: 'unfinished' } }, 'RUN_NOT_COMPLETE', 'run'],
  ] as const)('are refused with %s, and nothing is kept', async (_, input, code, field) => {
    if ((await workspace.store.prisma.subset.count({ where: { name: 'known' } })) === 0) {
      await save({ name: 'known', selection: { runId, limit: 5 } });
      await save({ name: 'all', selection: { runId } });
      const other = await importSmallDataset(workspace, 'elsewhere', ROWS);
      const records = { columns, classIndex: new Int32Array(ROWS), foldOf: new Int32Array(ROWS), spread: null }; // prettier-ignore
      const { id } = await insertCompletedRun(workspace.store, other.id, records);
      await save({ name: 'elsewhere', selection: { runId: id } });
    }
    const unfinished = await insertEmptyRun(workspace.store, dataset.id);
    const text = JSON.stringify({ name: 'refused', ...input });
    const filled = text.replaceAll('"runId":""', `"runId":"${runId}"`).replaceAll('unfinished', unfinished);
    const before = await workspace.store.prisma.subset.count();
    const { subset, userErrors } = await trySave(JSON.parse(filled) as object);
    expect([subset, userErrors[0]?.code, userErrors[0]?.field]).toEqual([null, code, field]);
    expect(await workspace.store.prisma.subset.count()).toBe(before);
  });
});
