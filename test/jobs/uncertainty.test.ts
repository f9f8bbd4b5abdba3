import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decomposeRepetition } from '../../jobs/decompose-repetition.js';
import { loadRunInputs } from '../../jobs/run-inputs.js';
import { openStepThreads, type StepThreads } from '../../jobs/step-threads.js';
import type { StepTask } from '../../jobs/step-task.js';
import { startEstimation, type EstimationRequest } from '../../src/actions/start-estimation.js';
import type { Decomposition } from '../../src/estimation/decompose.js';
import { bootstrapIntervals } from '../../src/estimation/uncertainty/bootstrap.js';
import {
  TESTED_STATISTICS,
  type TestedStatistics,
} from '../../src/estimation/uncertainty/permutation-test.js';
import { classAggregates } from '../../src/store/class-aggregates.js';
import { runSteps } from '../../src/store/run-steps.js';
import { runSummary } from '../../src/store/run-summary.js';
import { findRun, type RunRecord } from '../../src/store/runs.js';
import { fixedModels } from '../estimation/fixed-models.js';
import { quickRequest } from '../support/quick-request.js';
import { runToEnd } from '../support/run-to-end.js';
import { importSmallDataset, openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

/** Rows of the small dataset; class of row i is i % 3. */
const ROWS = 60;
const classIndex = Int32Array.from({ length: ROWS }, (_, row) => row % 3);

describe('what a run does to say how sure it is', () => {
  let workspace: TestWorkspace;
  let one: StepThreads;
  let three: StepThreads;

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    await importSmallDataset(workspace);
    one = await openStepThreads(1);
    three = await openStepThreads(3);
  });
  afterAll(async () => {
    await one.close();
    await three.close();
    await workspace.close();
  });

  const complete = async (
    request: Partial<EstimationRequest> = {},
    threads: StepThreads = three,
  ): Promise<RunRecord> => {
    const { id } = await startEstimation(workspace, { ...quickRequest, ...request });
    await runToEnd(workspace, id, threads);
    const run = await findRun(workspace.store, id);
    expect(run).toMatchObject({ status: 'COMPLETED', progress: 1 });
    return run!;
  };

  const recordsOf = ({ id: runId }: RunRecord) =>
    workspace.store.prisma.interaction.findMany({
      where: { runId },
      orderBy: { sampleIndex: 'asc' },
      omit: { runId: true },
    });

  /** Both of the quick request's. */
  const repetitionsOf = async ({ id }: RunRecord): Promise<Decomposition[]> => {
    const context = { ...workspace, threads: three };
    const inputs = await loadRunInputs(workspace.store, workspace.blobs, id);
    const { signal } = new AbortController();
    const timed = [0, 1].map((repetition) => decomposeRepetition(context, inputs, repetition, signal));
    return (await Promise.all(timed)).map(({ result }) => result);
  };

  const resultsOf = async (run: RunRecord): Promise<object> => ({
    records: await recordsOf(run),
    classes: await classAggregates(workspace.store, run.id),
    summary: run.summary,
    offset: run.adjustmentOffset,
  });

  it('is the same bit for bit for the same seed, on one thread or three, and another for another', async () => {
    const first = await resultsOf(await complete({ seed: 11 }, one));
    expect(await resultsOf(await complete({ seed: 11 }, three))).toEqual(first);
    expect(await resultsOf(await complete({ seed: 12 }, three))).not.toEqual(first);
  });

  it('averages the primitives of the repetitions and tells how far their components lie apart', async () => {
    const run = await complete();
    const [first, second] = (await repetitionsOf(run)).map(({ columns }) => columns);
    const records = await recordsOf(run);
    records.forEach((record, sample) => {
      for (const name of ['i1', 'i2', 'i12', 'h1', 'h2'] as const) {
        expect(record[name]).toBeCloseTo((first![name][sample]! + second![name][sample]!) / 2, 12);
      }
      for (const name of ['r', 'u1', 'u2', 's'] as const) {
        // The standard deviation of two numbers, n − 1: their difference over √2.
        const spread = Math.abs(first![name][sample]! - second![name][sample]!) / Math.SQRT2;
        expect(record[`${name}Spread`]).toBeCloseTo(spread, 12);
      }
    });
    expect(records.some(({ rSpread }) => rSpread! > 1e-3)).toBe(true);
  });

  it('keeps the intervals of the repetitions’ means, over all samples and by class', async () => {
    const run = await complete({ seed: 4 });
    const repetitions = await repetitionsOf(run);
    const options = { draws: 50, confidence: 0.9 };
    const expected = bootstrapIntervals(repetitions, classIndex, 3, options, 4);
    expect(runSummary(run)!.intervals).toEqual(expected.overall);
    const fixed = repetitions.map(({ columns }) => fixedModels(columns));
    expect(bootstrapIntervals(fixed, classIndex, 3, options, 4)).not.toEqual(expected);
    const classes = await classAggregates(workspace.store, run.id);
    expect(classes.map(({ intervals }) => intervals)).toEqual(expected.classes);
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / ROWS;
    const information = repetitions.reduce((sum, { columns: { i12 } }) => sum + mean(i12) / 2, 0);
    const { low, high } = runSummary(run)!.intervals!.information.i12;
    expect(low).toBeLessThan(information);
    expect(high).toBeGreaterThan(information);
  });

  it('keeps the p-values of the statistics its permutation steps found', async () => {
    const run = await complete();
    const test = runSummary(run)!.permutationTest!;
    const steps = (await runSteps(workspace.store, run.id)).filter(({ kind }) => kind === 'PERMUTATION');
    expect(steps.map(({ permutation }) => permutation)).toEqual([0, 1, 2, 3]);
    const [observed, ...nulls] = steps.map(
      ({ diagnostics }) => (diagnostics as unknown as { statistics: TestedStatistics }).statistics,
    );
    expect(test.permutations).toBe(3);
    expect(test.observed).toEqual(observed);
    for (const name of TESTED_STATISTICS) {
      const reached = nulls.filter((statistics) => statistics[name] >= observed![name]).length;
      expect(test.pValues[name]).toBe((1 + reached) / 4);
    }
    // The labels are told by the features: no permutation finds as much.
    expect(test.pValues.I12).toBe(0.25);
  });

  it('has none of it where nothing is asked for', async () => {
    const run = await complete({ uncertainty: {} });
    expect(runSummary(run)).toMatchObject({ intervals: null, permutationTest: null });
    const classes = await classAggregates(workspace.store, run.id);
    expect(classes.map(({ intervals }) => intervals)).toEqual([null, null, null]);
    for (const { rSpread, u1Spread, u2Spread, sSpread } of await recordsOf(run)) {
      expect([rSpread, u1Spread, u2Spread, sSpread]).toEqual([null, null, null, null]);
    }
  });

  it('keeps what was finished when steps fail, and ends as if they had not', async () => {
    const failing = new Set<(task: StepTask) => boolean>([
      (task) => task.kind === 'model' && task.step.repetition === 1 && task.step.fold === 1,
      (task) => task.kind === 'permutation' && task.step.permutation === 2,
      (task) => task.kind === 'bootstrap',
      (task) => task.kind === 'aggregate',
    ]);
    const ran: string[] = [];
    const failed: string[] = [];
    const threads: StepThreads = {
      ...one,
      run: (task, signal, onProgress) => {
        const name = 'step' in task ? task.step.name : task.kind;
        ran.push(name);
        const place = [...failing].find((is) => is(task));
        if (!place) return one.run(task, signal, onProgress);
        failing.delete(place);
        failed.push(name);
        return Promise.reject(new Error('the power is out'));
      },
    };
    const { id } = await startEstimation(workspace, { ...quickRequest, seed: 11 });
    const events = await runToEnd(workspace, id, threads);
    expect(failed).toHaveLength(4);
    expect(events.filter(({ type }) => type === 'STEP_FAILED').map(({ step }) => step)).toEqual(failed);
    const names = (await runSteps(workspace.store, id)).map(({ name }) => name);
    for (const name of names.filter((one) => one !== 'decompose')) {
      expect(ran.filter((other) => other === name)).toHaveLength(failed.includes(name) ? 2 : 1);
    }
    const run = await findRun(workspace.store, id);
    expect(await resultsOf(run!)).toEqual(await resultsOf(await complete({ seed: 11 }, one)));
  });
});
