import { describe, expect, it } from 'vitest';
import type { LogisticConfig } from '../../../src/estimation/config.js';
import type { Engine, LogisticTask, Standardized } from '../../../src/estimation/engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { fitLogistic } from '../../../src/estimation/classifiers/logistic-fit.js';
import type { Penalty } from '../../../src/estimation/classifiers/penalized-logistic.js';
import { labelLogProbability, meanLogLoss } from '../../../src/estimation/log-softmax.js';
import { presets } from '../../../src/estimation/presets.js';
import { Random } from '../../../src/estimation/random.js';
import { expectClose, filled, mean, normals, range, standardized } from '../numbers.js';

const config = presets['accurate']!.classifier.logistic;

interface Data {
  readonly features: Standardized;
  readonly labels: Int32Array;
  /** log p(1|x) − log p(0|x), exact. */
  readonly odds: Float64Array;
}

/** Two classes whose log odds are `slope` times the first column, of several independent normal columns. */
function planted(rows: number, columns: number, slope: number, stream: string): Data {
  const data = normals(100, stream, rows * columns);
  const random = new Random(100, `${stream}/labels`);
  const odds = Float64Array.from(range(rows), (row) => slope * data[row * columns]!);
  const labels = Int32Array.from(odds, (z) => (random.uniform() < 1 / (1 + Math.exp(-z)) ? 1 : 0));
  return { features: standardized(rows, columns, data), labels, odds };
}

const fit = (
  kind: Penalty,
  training: Pick<Data, 'features' | 'labels'>,
  held: Standardized,
  classes = 2,
  changes: Partial<LogisticConfig> = {},
  engine: Engine = plainEngine,
) =>
  fitLogistic(
    engine,
    { ...config, ...changes },
    kind,
    { training: training.features, labels: training.labels, classes, held },
    1,
    'logistic',
  );

const oddsOf = (logits: Float64Array): Float64Array =>
  Float64Array.from(range(logits.length / 2), (row) => logits[2 * row + 1]! - logits[2 * row]!);

/** The slopes `[d]` of the log odds in the columns: what is scored of unit vectors, less what is of zero. */
function unitRows(columns: number): Standardized {
  const data = new Float64Array((columns + 1) * columns);
  for (const j of range(columns)) data[(j + 1) * columns + j] = 1;
  return standardized(columns + 1, columns, data);
}

const slopesOf = (logits: Float64Array): Float64Array => {
  const odds = oddsOf(logits);
  return odds.subarray(1).map((value) => value - odds[0]!);
};

/** Counts sessions, and remembers what they were opened with. */
function watchedEngine() {
  const log = { opened: [] as LogisticTask[], open: 0 };
  const engine: Engine = {
    ...plainEngine,
    async openLogistic(task) {
      const session = await plainEngine.openLogistic(task);
      log.opened.push(task);
      log.open += 1;
      return {
        ...session,
        close() {
          log.open -= 1;
          return session.close();
        },
      };
    },
  };
  return { engine, log };
}

describe.each(['ridge', 'lasso'] as const)('fitLogistic, %s', (kind) => {
  it('finds a planted direction, its length, and nearly the exact posterior', async () => {
    const training = planted(600, 6, 2, 'training');
    const held = planted(2000, 6, 2, 'held');
    const { logits, converged, validationLoss } = await fit(kind, training, held.features);
    expect(converged).toBe(true);
    const slopes = slopesOf((await fit(kind, training, unitRows(6))).logits);
    // Standard error of a slope of 2 from 600 rows: 1/√(600 · E[p(1−p)x²]) ≈ .16.
    expect(Math.abs(slopes[0]! - 2)).toBeLessThan(0.5);
    for (const slope of slopes.subarray(1)) expect(Math.abs(slope)).toBeLessThan(0.35);
    const exact = Float64Array.from(range(4000), (index) => (index % 2 ? held.odds[index >> 1]! : 0));
    const excess = meanLogLoss(logits, held.labels, 2, 1) - meanLogLoss(exact, held.labels, 2, 1);
    // Seven parameters and 600 rows: 7/1200 = .006 nats.
    expect(excess).toBeLessThan(0.015);
    expect(Math.abs(validationLoss - meanLogLoss(logits, held.labels, 2, 1))).toBeLessThan(0.06);
  });

  it('learns nothing where there is nothing: scores are the prior', async () => {
    const noise = planted(300, 10, 0, 'noise');
    const { logits, validationLoss } = await fit(kind, noise, unitRows(10));
    const share = mean(noise.labels);
    const odds = oddsOf(logits);
    expectClose(odds, filled(11, Math.log(share / (1 - share))), 0.15);
    expect(validationLoss).toBeGreaterThan(0.68);
  });

  it('gives the same result bit for bit, and another one on another stream', async () => {
    const training = planted(120, 3, 1, 'repeat');
    const run = (stream: string) =>
      fitLogistic(
        plainEngine,
        config,
        kind,
        { training: training.features, labels: training.labels, classes: 2, held: unitRows(3) },
        1,
        stream,
      );
    expect(await run('one')).toEqual(await run('one'));
    expect(await run('one')).not.toEqual(await run('other'));
  });

  const few = (rows: number, columns: number, classes: number) => ({
    features: standardized(rows, columns, normals(101, 'few', rows * columns)),
    labels: Int32Array.from(range(rows), (row) => row % classes),
  });
  it.each([
    ['one column', few(40, 1, 2), 2],
    ['no columns', few(40, 0, 2), 2],
    ['constant columns', { ...few(40, 2, 2), features: standardized(40, 2, filled(80, 0.5)) }, 2],
    ['fewer rows than columns', few(12, 60, 3), 3],
    ['two rows a class', few(20, 3, 10), 10],
    ['many classes', few(90, 4, 30), 30],
    ['a class of one row, missing in a part', { ...few(30, 2, 2), labels: Int32Array.from(range(30), (row) => (row === 7 ? 2 : row % 2)) }, 3], // prettier-ignore
    ['a class without a row', { ...few(30, 2, 2) }, 3],
    ['one class', { ...few(10, 2, 1) }, 1],
    ['two rows', few(2, 2, 2), 2],
    ['one row', few(1, 2, 2), 2],
    ['classes apart', { features: standardized(40, 1, Float64Array.from(range(40), (row) => (row % 2 ? 1 : -1))), labels: Int32Array.from(range(40), (row) => row % 2) }, 2], // prettier-ignore
    ['a far outlier', { ...few(40, 2, 2), features: standardized(40, 2, normals(101, 'far', 80).fill(1e6, 6, 7)) }, 2], // prettier-ignore
  ])('takes %s', async (_, data, classes) => {
    const held = standardized(5, data.features.columns, normals(101, 'held', 5 * data.features.columns));
    const { logits, penalty } = await fit(kind, data, held, classes);
    expect(logits.length).toBe(5 * classes);
    expect(logits.every(Number.isFinite)).toBe(true);
    expect(config[kind]).toContain(penalty);
    const certain = labelLogProbability(logits, new Int32Array(5), classes, 1);
    expect(certain.every((value) => value <= 0)).toBe(true);
  });

  it('mirrors its scores when two classes swap their numbers', async () => {
    const training = planted(200, 3, 1, 'mirror');
    const swapped = { ...training, labels: training.labels.map((label) => 1 - label) };
    // Classes are dealt in the order of their numbers: the parts differ, and so may the penalty.
    const [one, other] = [await fit(kind, training, unitRows(3)), await fit(kind, swapped, unitRows(3))];
    expectClose(oddsOf(other.logits), oddsOf(one.logits).map((value) => -value), 0.35); // prettier-ignore
  });
});

describe('the penalties of fitLogistic', () => {
  it('leave no weight to irrelevant columns by lasso, a little to all by ridge', async () => {
    const training = planted(400, 80, 1.5, 'sparse');
    const strong = { lasso: [0.3], ridge: [0.3] };
    const lasso = slopesOf((await fit('lasso', training, unitRows(80), 2, strong)).logits);
    const ridge = slopesOf((await fit('ridge', training, unitRows(80), 2, strong)).logits);
    expect(lasso[0]).toBeGreaterThan(0.5);
    expect(lasso.subarray(1).filter((slope) => slope === 0).length).toBeGreaterThan(70);
    expect(ridge.every((slope) => slope !== 0)).toBe(true);
  });

  it('choose the lasso that leaves most irrelevant columns out, and score better than ridge for it', async () => {
    const training = planted(300, 80, 2, 'choice');
    const held = planted(3000, 80, 2, 'choice/held');
    const loss = async (kind: Penalty): Promise<number> =>
      meanLogLoss((await fit(kind, training, held.features)).logits, held.labels, 2, 1);
    expect(await loss('lasso')).toBeLessThan((await loss('ridge')) - 0.03);
    const slopes = slopesOf((await fit('lasso', training, unitRows(80))).logits);
    expect(slopes.subarray(1).filter((slope) => slope === 0).length).toBeGreaterThan(50);
  });

  it('are weak where small directions decide, strong where noise abounds', async () => {
    // x₂ is nearly x₁, and their difference is the class: a strong ridge looks along their sum.
    const rows = 600;
    const own = normals(103, 'own', 2 * rows);
    const data = own.map((value, index) => (index % 2 ? own[index - 1]! + 0.2 * value : value));
    const random = new Random(103, 'labels');
    const labels = Int32Array.from(range(rows), (row) =>
      random.uniform() < 1 / (1 + Math.exp(-4 * own[2 * row + 1]!)) ? 1 : 0,
    );
    const fine = await fit('ridge', { features: standardized(rows, 2, data), labels }, unitRows(2));
    const noisy = await fit('ridge', planted(100, 60, 0.5, 'noisy'), unitRows(60));
    expect(fine.penalty).toBeLessThan(noisy.penalty);
    const [first, second] = slopesOf(fine.logits);
    expect(Math.abs(second! / first! + 1)).toBeLessThan(0.2);
  });

  it('are in units of the largest slope: stretching all columns alike changes nothing for lasso', async () => {
    const training = planted(200, 4, 1, 'units');
    const stretched = { ...training, features: { ...training.features, data: training.features.data.map((v) => 8 * v) } }; // prettier-ignore
    const held = planted(50, 4, 1, 'units/held').features;
    const heldStretched = { ...held, data: held.data.map((value) => 8 * value) };
    const [one, other] = [await fit('lasso', training, held), await fit('lasso', stretched, heldStretched)];
    expect(other.penalty).toBe(one.penalty);
    expectClose(other.logits, one.logits, 0.01);
  });

  it('shrink without making scores timid: a temperature gives the slope its size back', async () => {
    const training = planted(2000, 1, 2, 'timid');
    const { logits } = await fit('ridge', training, unitRows(1), 2, { ridge: [4] });
    // Strength 4 alone would leave a slope of well below 1.
    expect(Math.abs(slopesOf(logits)[0]! - 2)).toBeLessThan(0.3);
  });
});

describe('the sessions of fitLogistic', () => {
  const training = planted(200, 2, 1, 'sessions');

  it('see every row set aside once in small sets, and all rows at the end', async () => {
    const { engine, log } = watchedEngine();
    await fit('ridge', training, unitRows(2), 2, {}, engine);
    expect(log.opened.map((task) => task.rows?.length)).toEqual([150, 150, 150, 150, 200]);
    expect(log.open).toBe(0);
  });

  it('set one part aside in large sets, and look at no more rows than asked for', async () => {
    const { engine, log } = watchedEngine();
    await fit('ridge', training, unitRows(2), 2, { innerFoldRows: 199, maxRows: 200 }, engine);
    expect(log.opened.map((task) => task.rows?.length)).toEqual([expect.closeTo(150, -1), 200]);
    const capped = watchedEngine();
    await fit('ridge', training, unitRows(2), 2, { maxRows: 80 }, capped.engine);
    expect(capped.log.opened.map((task) => task.rows?.length)).toEqual([60, 60, 60, 60, 80]);
  });

  it('are closed when something fails', async () => {
    const { engine, log } = watchedEngine();
    const failing: Engine = {
      ...engine,
      openLogistic: async (task) => ({
        ...(await engine.openLogistic(task)),
        evaluate: () => Promise.reject(new Error('out of memory')),
      }),
    };
    await expect(fit('lasso', training, unitRows(2), 2, {}, failing)).rejects.toThrow('out of memory');
    expect(log.open).toBe(0);
  });
});
