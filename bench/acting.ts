import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerOfThread } from '../src/actions/answer-of-thread.js';
import type { SelectionAnswer, SelectionTask } from '../src/actions/ensembles/selection-thread.js';
import { savePartition } from '../src/actions/subsets/save-partition.js';
import { saveSubset } from '../src/actions/subsets/save-subset.js';
import { saveRouting } from '../src/actions/routings/save-routing.js';
import { openDatabase } from '../src/database/open-database.js';
import { packageRoot } from '../src/database/package-root.js';
import { DEFAULT_ENSEMBLE, type EnsembleOptions } from '../src/ensemble/select-ensemble.js';
import { Random } from '../src/estimation/random.js';
import { encodeNpy } from '../src/ingest/npy.js';
import { datasetsById } from '../src/store/datasets.js';
import { openStore } from '../src/store/open-store.js';
import type { SubsetRule } from '../src/store/subsets/subset-rule.type.js';
import { insertDataset, insertRun } from './api/fill.js';
import { median } from './api/measure-load.js';
import { thisMachine } from './estimate/machine.js';

/**
 * `npm run bench:acting`: how long what is made of a run of a million samples takes to keep, on the embedded server as users
 * have it, and how long ensembles of 20 models take to select. Medians of three, in seconds; figures go to
 * bench/results/acting.json.
 */
const SAMPLES = 1_000_000;
const ROUNDS = 3;
const PREDICTED = { models: 20, samples: 100_000, classes: 10 };

const home = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
const database = await openDatabase({ home });
const store = openStore(database.url);
const seconds: Record<string, number> = {};
try {
  const datasetId = await insertDataset(store, SAMPLES);
  const run = await insertRun(store, datasetId, SAMPLES, 1);
  await store.pool.query('VACUUM ANALYZE');
  const [found] = await datasetsById(store, [datasetId]);
  const scope = { dataset: found!, run };
  const presentation = { method: 'lsmi', scale: 1, offset: 0 } as const;
  const about = { runId: run.id, filter: {}, presentation };
  const bySample = { by: 'sampleIndex', descending: false } as const;
  const keep = async (what: string, rule: SubsetRule): Promise<{ id: string; name: string }> => {
    let kept = { id: '', name: '' };
    await timed(what, async () => {
      kept = await saveSubset(store, `bench ${randomUUID()}`, rule, scope);
    });
    return kept;
  };
  const top = { by: 's', smallest: false, percent: 10, perClass: true } as const;
  const ofTop = await keep('subset: top 10% by s of each class', { kind: 'selection', ...about, filter: { top }, order: bySample, limit: null }); // prettier-ignore
  const dominant = await keep('subset: dominated by s', { kind: 'selection', ...about, filter: { dominant: { in: ['s'] } }, order: bySample, limit: null }); // prettier-ignore
  await keep('subset: all, in the order of a curriculum by r', { kind: 'selection', ...about, order: { by: 'r', descending: true }, limit: null }); // prettier-ignore
  await keep('subset: third of five parts by r', { kind: 'bucket', ...about, by: 'r', parts: 5, part: 3, perClass: true }); // prettier-ignore
  await keep('subset: 100,000 drawn like another', { kind: 'random', like: ofTop, seed: 1 });
  await keep('subset: union of two', { kind: 'union', subsets: [ofTop, dominant] });
  const selection = { ...scope, filter: {}, presentation };
  await timed('partition: five parts by r', () => savePartition(store, `bench ${randomUUID()}`, { by: 'r', parts: 5, perClass: true }, selection)); // prettier-ignore
  await timed('routing', () => saveRouting(store, `bench ${randomUUID()}`, {}, selection));

  const task = drawTask();
  for (const method of ['greedy', 'stacking'] as const) {
    await timed(`ensemble: ${method}`, () => select(task, { ...DEFAULT_ENSEMBLE, method }));
  }
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const results = { machine: thisMachine(), samples: SAMPLES, predicted: PREDICTED, seconds, peakMb };
  writeFileSync(
    join(packageRoot(), 'bench', 'results', 'acting.json'),
    `${JSON.stringify(results, null, 1)}\n`,
  );
  process.stdout.write(`${JSON.stringify({ seconds, peakMb }, null, 1)}\n`);
} finally {
  await store.close();
  await database.release();
  rmSync(home, { recursive: true, force: true });
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    times.push((performance.now() - start) / 1000);
  }
  seconds[what] = Number(median(times).toFixed(3));
  process.stderr.write(`${what}: ${times.map((time) => time.toFixed(2)).join(' ')} s\n`);
}

/** Predictions of models of different skill. */
function drawTask(): Omit<SelectionTask, 'options'> {
  const { models, samples, classes } = PREDICTED;
  const random = new Random(1, 'bench');
  const classIndex = Int32Array.from({ length: samples }, () => random.integer(classes));
  return {
    models: Array.from({ length: models }, (_, model) => {
      const data = new Float32Array(samples * classes);
      for (let row = 0; row < samples; row += 1) {
        let sum = 0;
        for (let c = 0; c < classes; c += 1) {
          const logit = random.normal() + (c === classIndex[row] ? 1 + 0.1 * model : 0);
          data[row * classes + c] = logit;
          sum += Math.exp(logit);
        }
        for (let c = 0; c < classes; c += 1) data[row * classes + c]! -= Math.log(sum);
      }
      return { id: String(model), name: `m${String(model)}`, blob: encodeNpy({ rows: samples, columns: classes, data }) }; // prettier-ignore
    }),
    classes,
    classIndex,
    strata: new Int32Array(samples).fill(-1),
    samples: null,
  };
}

async function select(task: Omit<SelectionTask, 'options'>, options: EnsembleOptions): Promise<void> {
  const answer = await answerOfThread<SelectionAnswer>('src/actions/ensembles/selection-thread.js', { ...task, options }); // prettier-ignore
  if ('failure' in answer) throw new Error(answer.failure.message);
}
