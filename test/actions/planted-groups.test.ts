import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker } from '../../jobs/worker.js';
import { followRunEvents } from '../../src/actions/follow-run-events.js';
import { importDataset } from '../../src/actions/import-dataset.js';
import { requireRun } from '../../src/actions/require-run.js';
import { saveRouting } from '../../src/actions/routings/save-routing.js';
import { savePartition } from '../../src/actions/subsets/save-partition.js';
import { startEstimation } from '../../src/actions/start-estimation.js';
import { Random } from '../../src/estimation/random.js';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import { readSampleIndices } from '../../src/store/subsets/subset-samples.js';
import { writeNpz } from '../support/npz.js';
import { openTestWorkspace, type TestWorkspace } from '../support/test-workspace.js';

const SAMPLES = 4000;
/** How often a bit that tells the label is wrong. */
const WRONG = 0.02;
/** By the group a sample is planted in. */
const ROUTES = ['r', 'u1', 'u2', 's'];

interface Planted {
  readonly group: number;
  readonly a: number;
  readonly b: number;
  readonly y: number;
}

function drawSamples(): Planted[] {
  const random = new Random(11, 'planted-groups');
  const bit = (): number => random.integer(2);
  const noisy = (value: number): number => (random.uniform() < WRONG ? 1 - value : value);
  return Array.from({ length: SAMPLES }, (_, sample) => {
    const group = sample % 4;
    const [y, other] = [bit(), bit()];
    switch (group) {
      case 0:
        return { group, y, a: noisy(y), b: noisy(y) };
      case 1:
        return { group, y, a: noisy(y), b: other };
      case 2:
        return { group, y, a: other, b: noisy(y) };
      default:
        return { group, y, a: noisy(y) ^ other, b: other };
    }
  });
}

/** What the evidence rule makes of the true probabilities. */
function exactComponents({ group, a, b, y }: Planted): Record<string, number> {
  const told = (value: number): number => Math.log(2 * (value === y ? 1 - WRONG : WRONG));
  const i1 = group < 2 ? told(a) : 0;
  const i2 = group === 0 || group === 2 ? told(b) : 0;
  const right = (value: number, of: number): number => (value === of ? 1 - WRONG : WRONG);
  const both = right(a, y) * right(b, y);
  const i12 = group === 0 ? Math.log((2 * both) / (both + right(a, 1 - y) * right(b, 1 - y))) : group === 3 ? told(a ^ b) : i1 + i2; // prettier-ignore
  const r = i1 > 0 && i2 > 0 ? Math.min(i1, i2) : i1 < 0 && i2 < 0 ? Math.max(i1, i2) : 0;
  return { r, u1: i1 - r, u2: i2 - r, s: i12 - i1 - i2 + r };
}

function largest(components: Record<string, number>): string | null {
  const [name, value] = Object.entries(components).sort(([, a], [, b]) => b - a)[0]!;
  return value > 0.05 ? name : null;
}

describe('groups of samples that were planted', () => {
  let workspace: TestWorkspace;
  let worker: Worker;
  let selection: InteractionSelection;
  const samples = drawSamples();
  const share = (isRight: (sample: Planted, at: number) => boolean): number => samples.filter(isRight).length / SAMPLES; // prettier-ignore

  beforeAll(async () => {
    workspace = await openTestWorkspace();
    worker = await startWorker(workspace, { concurrency: 2, report: () => undefined });
    const path = join(workspace.folder, 'planted.npz');
    const column = (of: (sample: Planted) => number): { columns: number; values: number[] } => ({ columns: 1, values: samples.map(of) }); // prettier-ignore
    await writeNpz(path, {
      x1: column(({ group, a }) => 2 * group + a),
      x2: column(({ group, b }) => 2 * group + b),
      y: { values: samples.map(({ y }) => y) },
    });
    const arrays = { modalities: [{ name: 'x1', array: 'x1' }, { name: 'x2', array: 'x2' }], label: 'y', missing: 'refuse' } as const; // prettier-ignore
    const { dataset } = await importDataset(workspace, { path, name: 'planted', selection: arrays });
    const started = await startEstimation(workspace, { dataset: 'planted', preset: 'fast', seed: 1 });
    for await (const _ of await followRunEvents(workspace, started.id, 0)); // to its end
    const run = await requireRun(workspace.store, started.id);
    expect(run.status).toBe('COMPLETED');
    selection = { run, dataset, filter: {}, presentation: { method: 'evidence', scale: 1, offset: 0 } };
  });
  afterAll(async () => {
    await worker.stop();
    await workspace.close();
  });

  it('are what samples are routed by', async () => {
    expect(share((sample) => largest(exactComponents(sample)) === ROUTES[sample.group])).toBeGreaterThanOrEqual(0.95); // prettier-ignore
    const thresholds = Object.fromEntries(['r', 'u1', 'u2', 's'].map((name) => [name, { value: 0.05 }]));
    const { id } = await saveRouting(workspace.store, 'planted', thresholds, selection);
    const { routes } = await workspace.store.prisma.routing.findUniqueOrThrow({ where: { id } });
    const componentOf = [null, 'r', 'r', 'u1', 'u2', 's'];
    expect(share(({ group }, at) => componentOf[routes[at]!] === ROUTES[group])).toBeGreaterThanOrEqual(0.9);
  });

  it('are what parts are made of', async () => {
    const isRedundant = ({ group }: Planted): boolean => group === 0;
    const exact = samples.map((sample) => exactComponents(sample)['r']!);
    const ranked = Array.from(samples.keys()).sort((i, j) => exact[j]! - exact[i]!);
    const largestQuarter = new Set(ranked.slice(0, SAMPLES / 4));
    expect(share((sample, at) => largestQuarter.has(at) === isRedundant(sample))).toBeGreaterThanOrEqual(
      0.95,
    );
    const partition = { by: 'r', parts: 4, perClass: true } as const;
    const parts = await savePartition(workspace.store, 'by redundancy', partition, selection);
    const most = new Set(await readSampleIndices(workspace.store, parts[3]!));
    expect(share((sample, at) => most.has(at) === isRedundant(sample))).toBeGreaterThanOrEqual(0.9);
  });
});
