import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { requireRun } from '../../src/actions/require-run.js';
import { runDocument, type RunDocument } from '../../src/actions/run-document.js';
import { startServer, type RunningServer } from '../../src/server/start-server.js';
import { graphClient, type GraphClient } from '../support/graphql-client.js';
import { quickRequest } from '../support/quick-request.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const START = `mutation Start($input: StartEstimationInput!) {
  startEstimation(input: $input) { run { id config } userErrors { code field message } }
}`;
const ALL = `query All($id: ID!, $points: Int! = 21, $unit: Unit! = NATS) {
  run(id: $id) {
    diagnostics {
      nonFiniteCount saturated identityError
      classifiers { modality accuracy logLoss calibrationError calibrationErrorByChance candidates { name weight } }
      densities { modality kind meanSurprisal gaussianSurprisal columnsLeftOut { constant duplicate collinear } }
      warnings { code message }
    }
    sensitivity(points: $points, unit: $unit) {
      points { offset r u1 u2 s }
      limits { negative { r u1 u2 s } positive { r u1 u2 s } }
    }
    raw: intervals(unit: $unit) { ...all }
    adjusted: intervals(unit: $unit, adjusted: true) { ...all }
    evidence: intervals(unit: $unit, method: EVIDENCE, adjusted: true) { ...all }
    permutationTest(unit: $unit) { permutations pValues { ...tested } observed { ...tested } }
    interactions(first: 1000, unit: $unit) { edges { node { sampleIndex r spread { r u1 u2 s } } } }
    byEvidence: interactions(first: 1, method: EVIDENCE) { edges { node { spread { r } } } }
  }
}
fragment all on RunIntervals {
  confidence
  overall { ...ends }
  classes { label r { low high } u1 { low high } u2 { low high } s { low high } i1 { low high } i2 { low high } i12 { low high } }
}
fragment ends on MeanIntervals {
  r { low high } u1 { low high } u2 { low high } s { low high } i1 { low high } i2 { low high } i12 { low high }
}
fragment tested on TestedStatistics { i1 i2 i12 r s }`;

interface Ends {
  low: number;
  high: number;
}
type Intervals = Record<'r' | 'u1' | 'u2' | 's' | 'i1' | 'i2' | 'i12', Ends>;
interface Shown {
  confidence: number;
  overall: Intervals;
  classes: (Intervals & { label: string })[];
}
type Four = Record<'r' | 'u1' | 'u2' | 's', number>;
interface AllData {
  run: {
    diagnostics: {
      nonFiniteCount: number;
      saturated: number;
      identityError: number;
      classifiers: Record<string, unknown>[];
      densities: Record<string, unknown>[];
      warnings: object[];
    } | null;
    sensitivity: {
      points: (Four & { offset: number })[];
      limits: { negative: Four; positive: Four };
    } | null;
    raw: Shown | null;
    adjusted: Shown | null;
    evidence: Shown | null;
    permutationTest: { permutations: number; pValues: object; observed: object } | null;
    interactions: { edges: { node: { sampleIndex: number; r: number; spread: Four | null } }[] } | null;
    byEvidence: { edges: { node: { spread: null } }[] } | null;
  };
}

describe('what a client is told of how sure a run is', () => {
  let workspace: TestWorkspace;
  let worker: Worker;
  let server: RunningServer;
  let client: GraphClient;
  let runId: string;
  let document: Required<RunDocument>;
  let inBits: Required<RunDocument>;

  const start = async (
    input: object,
  ): Promise<{ run: { id: string; config: object } | null; userErrors: object[] }> =>
    (
      await client.query<{ startEstimation: { run: { id: string; config: object }; userErrors: object[] } }>(
        START,
        {
          input: { datasetId: 'small', preset: 'fast', ...input },
        },
      )
    ).startEstimation;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
    server = await startServer(workspace, {
      host: '127.0.0.1',
      port: 0,
      report: (error) => {
        throw error as Error;
      },
    });
    client = graphClient(server.url);
    const { config, uncertainty } = quickRequest;
    const queued = await start({ config, uncertainty });
    expect(queued.userErrors).toEqual([]);
    runId = queued.run!.id;
    const { run: before } = await client.query<AllData>(ALL, { id: runId });
    expect([...new Set(Object.values(before))]).toEqual([null]); // nothing is shown before it is complete
    worker = await startWorker(workspace, { concurrency: 1, report: () => undefined });
    for await (const _ of await followRunEvents(workspace, runId, 0)); // to its end
    const run = await requireRun(workspace.store, runId);
    document = (await runDocument(workspace, run, 'nats')) as Required<RunDocument>;
    inBits = (await runDocument(workspace, run, 'bits')) as Required<RunDocument>;
  });
  afterAll(async () => {
    await client.close();
    await server.close();
    await worker.stop();
    await workspace.close();
  });

  const read = async (variables: object = {}): Promise<AllData['run']> =>
    (await client.query<AllData>(ALL, { id: runId, ...variables })).run;

  it('asks what the committed schema answers', () => {
    const text = readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8');
    const schema = buildSchema(text);
    for (const query of [START, ALL]) expect(validate(schema, parse(query))).toEqual([]);
  });

  it('reads the diagnostics of the document', async () => {
    const { diagnostics } = await read();
    const { classifiers, densities, ...others } = document.diagnostics;
    expect(diagnostics).toEqual({
      ...others,
      saturated: document.saturated,
      classifiers: [classifiers.first, classifiers.second, classifiers.both].map(
        ({ calibration, ...rest }) => ({
          ...rest,
          calibrationError: calibration.error,
          calibrationErrorByChance: calibration.errorByChance,
        }),
      ),
      densities: [densities.first, densities.second].map((density) => ({ ...density, kind: 'CONTINUOUS' })),
    });
    expect(diagnostics!.warnings.length).toBeGreaterThan(0); // 60 rows: something stands out
  });

  it('reads the sensitivity curve at as many points as it likes, in its unit', async () => {
    const stored = document.sensitivity!;
    const { sensitivity } = await read({ points: 101 });
    expect(sensitivity!.points.map(({ offset }) => offset)).toEqual(stored.offsets);
    expect(sensitivity!.points.map(({ r }) => r)).toEqual(stored.R);
    expect(sensitivity!.points.map(({ s }) => s)).toEqual(stored.S);
    const { R, U1, U2, S } = stored.limits.negative;
    expect(sensitivity!.limits.negative).toEqual({ r: R, u1: U1, u2: U2, s: S });
    const few = (await read({ points: 5, unit: 'BITS' })).sensitivity!;
    expect(few.points).toHaveLength(5);
    const atZero = few.points.find(({ offset }) => offset === 0)!;
    expect(atZero.r).toBeCloseTo(inBits.raw!.R, 12);
    expect(few.limits.positive.r).toBeCloseTo(inBits.information!.I2, 12);
    for (const points of [1, 102, -1]) {
      const { errors } = await client.send(ALL, { id: runId, points });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_POINTS', field: 'points' } }]);
    }
  });

  it.each(['raw', 'adjusted', 'evidence'] as const)(
    'reads intervals by method and unit: %s',
    async (kind) => {
      for (const [unit, of] of [
        ['NATS', document],
        ['BITS', inBits],
      ] as const) {
        const shown = (await read({ unit }))[kind]!;
        const expected = ({ intervals }: Pick<typeof of, 'intervals'>): Intervals => {
          const { R, U1, U2, S } = intervals![kind];
          const { I1, I2, I12 } = intervals!.information;
          return { r: R, u1: U1, u2: U2, s: S, i1: I1, i2: I2, i12: I12 };
        };
        expect(shown.confidence).toBe(0.9);
        expect(shown.overall).toEqual(expected(of));
        expect(shown.classes).toEqual(
          of.classes.map((row) => ({ label: row.label, ...expected(row as Pick<typeof of, 'intervals'>) })),
        );
      }
    },
  );

  it('reads the permutation test', async () => {
    for (const [unit, of] of [
      ['NATS', document],
      ['BITS', inBits],
    ] as const) {
      const lower = ({
        I1,
        I2,
        I12,
        R,
        S,
      }: (typeof document.permutationTest & object)['observed']): object => ({
        i1: I1,
        i2: I2,
        i12: I12,
        r: R,
        s: S,
      });
      expect((await read({ unit })).permutationTest).toEqual({
        permutations: 3,
        pValues: lower(of.permutationTest!.pValues),
        observed: lower(of.permutationTest!.observed),
      });
    }
  });

  it('reads each sample’s spread, of LSMI alone', async () => {
    const stored = await workspace.store.prisma.interaction.findMany({
      where: { runId },
      orderBy: { sampleIndex: 'asc' },
    });
    const nats = (await read()).interactions!.edges.map(({ node }) => node.spread!);
    expect(nats).toEqual(
      stored.map(({ rSpread, u1Spread, u2Spread, sSpread }) => ({
        r: rSpread,
        u1: u1Spread,
        u2: u2Spread,
        s: sSpread,
      })),
    );
    const bits = (await read({ unit: 'BITS' })).interactions!.edges.map(({ node }) => node.spread!);
    expect(bits[7]!.u1 * Math.LN2).toBeCloseTo(nats[7]!.u1, 12);
    expect((await read()).byEvidence!.edges[0]!.node.spread).toBeNull();
  });

  it('reads null where the run has none', async () => {
    const { run } = await start({ config: quickRequest.config });
    for await (const _ of await followRunEvents(workspace, run!.id, 0)); // to its end
    const shown = await read({ id: run!.id });
    expect(shown).toMatchObject({ raw: null, adjusted: null, evidence: null, permutationTest: null });
    expect(shown.interactions!.edges.every(({ node }) => node.spread === null)).toBe(true);
    expect(shown.sensitivity!.points.length).toBeGreaterThan(2);
  });

  it('may override any value of a preset, typed values of uncertainty before those of config', async () => {
    const { run, userErrors } = await start({
      config: { density: { components: [1, 2] }, uncertainty: { bootstrap: 10, repetitions: 2 } },
      uncertainty: { bootstrap: 20, confidence: null },
    });
    expect(userErrors).toEqual([]);
    expect(run!.config).toMatchObject({
      preset: 'fast',
      density: { components: [1, 2] },
      uncertainty: { bootstrap: 20, confidence: 0.9, repetitions: 2, permutations: 0 },
    });
  });

  it('is refused more draws than fit in memory with so many classes', async () => {
    await importSmallDataset(workspace, 'many', 180, 60);
    const tooMany = { code: 'BAD_CONFIG', message: expect.stringMatching(/at most 81967 .* 60 classes, got 100000\.$/) as string }; // prettier-ignore
    const inConfig = await start({ datasetId: 'many', config: { uncertainty: { bootstrap: 100_000 } } });
    expect(inConfig).toEqual({ run: null, userErrors: [{ ...tooMany, field: 'config' }] });
    const typed = await start({ datasetId: 'many', uncertainty: { bootstrap: 100_000 } });
    expect(typed).toEqual({ run: null, userErrors: [{ ...tooMany, field: 'uncertainty' }] });
  });

  it.each([
    [{ config: { fold: 2 } }, 'config', /no value fold: expected one of folds/],
    [{ config: { folds: 1 } }, 'config', /folds must be a whole number from 2 to 20, got 1\.$/],
    [
      { uncertainty: { bootstrap: -1 } },
      'uncertainty',
      /uncertainty\.bootstrap must be a whole number from 0 to 100000, got -1\.$/,
    ],
    [
      { uncertainty: { confidence: 1 } },
      'uncertainty',
      /uncertainty\.confidence must be a number above 0 and below 1, got 1\.$/,
    ],
  ])('is told which value is wrong: %j', async (input, field, message) => {
    const { run, userErrors } = await start(input);
    expect(run).toBeNull();
    expect(userErrors).toEqual([
      { code: 'BAD_CONFIG', field, message: expect.stringMatching(message) as string },
    ]);
  });
});
