import { describe, expect, it } from 'vitest';
import type { DensityConfig, KnifeConfig } from '../../../src/estimation/config.js';
import type { Engine, MixtureParameters, Standardized } from '../../../src/estimation/engine.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { fitKnifeDensity, refineByKnife } from '../../../src/estimation/densities/knife-density.js';
import {
  chooseMixture,
  refitMixture,
  type FittedMixture,
  type SplitRows,
} from '../../../src/estimation/densities/mixture-choice.js';
import { presets } from '../../../src/estimation/presets.js';
import { Random } from '../../../src/estimation/random.js';
import { aboveRows } from '../../../src/estimation/rows.js';
import { mixtureTask } from '../mixture-task.js';
import { filled, mean, normals, standardized } from '../numbers.js';

const LOG_2PI = Math.log(2 * Math.PI);
const paper = presets['paper']!.density;
const early: KnifeConfig = {
  start: 'data',
  learningRate: 3e-3,
  decayAfterEpoch: null,
  batchSize: 32,
  maxEpochs: 60,
  patience: 5,
  scaleLimit: 3,
};
const mixtures: DensityConfig = { ...presets['accurate']!.density, components: [1, 2, 5] };
const byGradient: DensityConfig = { ...mixtures, family: 'knife', components: [1, 2], knife: early };

interface Known {
  readonly rows: SplitRows;
  readonly held: Standardized;
  /** Mean surprisal of the held rows, exact. */
  readonly truth: number;
}

/** Two unit Gaussians a distance of 6 apart along the first column; `apart` 0 leaves one. */
function known(columns: number, apart: number, fitted: number, aside: number): Known {
  const total = fitted + aside + 2000;
  const data = normals(105, `knife-density/${columns}`, total * columns);
  const surprisal = filled(total, (columns / 2) * LOG_2PI);
  data.forEach((value, index) => (surprisal[Math.floor(index / columns)]! += (value * value) / 2));
  for (let row = 0; row < total; row += 1) {
    const side = row % 2 ? apart / 2 : -apart / 2;
    const at = row * columns;
    const noise = data[at]!;
    data[at] = noise + side;
    if (apart === 0) continue;
    const density = (centre: number): number => Math.exp(-((data[at]! - centre) ** 2) / 2);
    surprisal[row]! -= (noise * noise) / 2 + Math.log((density(side) + density(-side)) / 2);
  }
  const part = (from: number, to: number): Standardized =>
    standardized(to - from, columns, data.subarray(from * columns, to * columns));
  return {
    rows: { fitted: part(0, fitted), validation: part(fitted, fitted + aside) },
    held: part(fitted + aside, total),
    truth: mean(surprisal.subarray(fitted + aside)),
  };
}

async function surprisalOf(parameters: MixtureParameters, rows: Standardized): Promise<number> {
  const session = await plainEngine.openMixture(mixtureTask(rows, 0), parameters);
  return mean(await session.surprisal(rows));
}

/** What the chosen mixture was when it was chosen. */
const reached = (fit: FittedMixture, rows: SplitRows, ridge = ridgeOf(rows)): Promise<MixtureParameters> =>
  refitMixture(plainEngine, fit, rows.fitted, ridge);
const ridgeOf = ({ fitted }: SplitRows): Float64Array => filled(fitted.columns, 1e-4);
const knife = (config: DensityConfig, rows: SplitRows, stream = 'knife') =>
  fitKnifeDensity(plainEngine, config, rows, ridgeOf(rows), new Random(1, stream));

describe('fitKnifeDensity from the data', () => {
  it('comes near EM and the truth where two clusters are apart', async () => {
    const { rows, held, truth } = known(2, 6, 1000, 300);
    const byKnife = await knife(byGradient, rows);
    const byEm = await chooseMixture(plainEngine, mixtures, rows, ridgeOf(rows), new Random(1, 'em'));
    const [ofKnife, ofEm] = [
      await surprisalOf(byKnife.best.trained!, held),
      await surprisalOf(await reached(byEm.best, rows), held),
    ];
    expect(byKnife.best.trained!.components).toBe(2);
    // 11 parameters of 1,000 rows: .0055 nats, and the noise of Adam.
    expect(ofKnife - truth).toBeGreaterThan(0);
    expect(ofKnife - truth).toBeLessThan(0.03);
    expect(Math.abs(ofKnife - ofEm)).toBeLessThan(0.03);
    expect(byKnife.best.validationSurprisal).toBeCloseTo(
      await surprisalOf(byKnife.best.trained!, rows.validation),
      9,
    );
  });

  it('goes on to more components only where rows set aside gain, and gives the Gaussian of EM beside it', async () => {
    const { rows, held, truth } = known(2, 0, 600, 300);
    const { best, gaussian } = await knife({ ...byGradient, components: [1, 2, 5] }, rows);
    const alone = await knife({ ...byGradient, components: [1] }, rows);
    expect(best.validationSurprisal).toBeLessThanOrEqual(alone.best.validationSurprisal);
    expect((await surprisalOf(best.trained!, held)) - truth).toBeLessThan(0.03);
    const em = await chooseMixture(plainEngine, { ...mixtures, components: [1] }, rows, ridgeOf(rows), new Random(1, 'x')); // prettier-ignore
    expect(await reached(gaussian, rows)).toEqual(await reached(em.best, rows));
  });

  it('gives the same result bit for bit, and another one on another stream', async () => {
    const { rows } = known(2, 6, 100, 40);
    expect(await knife(byGradient, rows, 'a')).toEqual(await knife(byGradient, rows, 'a'));
    expect(await knife(byGradient, rows, 'a')).not.toEqual(await knife(byGradient, rows, 'b'));
  });

  it('refuses a configuration without its own part', async () => {
    const { rows } = known(1, 0, 20, 5);
    await expect(knife({ ...byGradient, knife: null }, rows)).rejects.toThrow('knife configuration');
  });
});

describe('the published recipe', () => {
  it('trains all epochs on all rows, the rows set aside included', async () => {
    const { rows } = known(2, 6, 100, 40);
    const seen: Standardized[] = [];
    const engine: Engine = {
      ...plainEngine,
      openKnife(task, initial) {
        seen.push(task.features);
        return plainEngine.openKnife(task, initial);
      },
    };
    const { best } = await fitKnifeDensity(engine, paper, rows, ridgeOf(rows), new Random(1, 'p'));
    expect(seen).toEqual([aboveRows(rows.fitted, rows.validation)]);
    expect([best.iterations, best.trained!.components]).toEqual([30, 5]);
    expect(best.validationSurprisal).toBeNaN(); // nothing is left to measure it on
  });

  it('is far off in 32 dimensions, where a start from the data and early stopping are not', async () => {
    const { rows, held, truth } = known(32, 0, 700, 100);
    const published = await knife(paper, rows);
    const excess = (await surprisalOf(published.best.trained!, held)) - truth;
    expect(excess).toBeGreaterThan(3);
    const own = await knife(
      { ...byGradient, components: [1], knife: { ...early, learningRate: 1e-3 } },
      rows,
    );
    const ofData = (await surprisalOf(own.best.trained!, held)) - truth;
    expect(ofData).toBeGreaterThan(0);
    expect(ofData).toBeLessThan(1);
  });
});

describe('refineByKnife', () => {
  it.each([1e-3, 0.3])('never worsens EM on the rows set aside, learning rate %d', async (learningRate) => {
    for (const apart of [0, 6]) {
      const { rows } = known(3, apart, 150, 60);
      const em = await chooseMixture(
        plainEngine,
        { ...mixtures, components: [5] },
        rows,
        ridgeOf(rows),
        new Random(1, 'em'),
      );
      const training = { ...early, learningRate, maxEpochs: 20 };
      const refined = await refineByKnife(
        plainEngine,
        training,
        rows,
        await reached(em.best, rows),
        new Random(1, 'refine'),
      );
      const [before, after] = [
        await surprisalOf(await reached(em.best, rows), rows.validation),
        await surprisalOf(refined, rows.validation),
      ];
      expect(after).toBeLessThanOrEqual(before + 1e-9);
    }
  });

  it('improves what EM has not finished', async () => {
    const { rows, held } = known(2, 6, 600, 300);
    const unfinished = await chooseMixture(
      plainEngine,
      {
        ...mixtures,
        components: [2],
        shrinkages: [1],
        covariances: ['own'],
        sparse: false,
        maxIterations: 1,
      },
      rows,
      filled(2, 0.5),
      new Random(1, 'em'),
    );
    const refined = await refineByKnife(
      plainEngine,
      early,
      rows,
      await reached(unfinished.best, rows, filled(2, 0.5)),
      new Random(1, 'refine'),
    );
    expect(await surprisalOf(refined, held)).toBeLessThan(
      (await surprisalOf(await reached(unfinished.best, rows, filled(2, 0.5)), held)) - 0.02,
    );
  });

  it('holds scales beyond its limit: nearly equal columns stay as EM found them', async () => {
    const { rows } = known(1, 0, 200, 60);
    const twin = ({ rows: count, data }: Standardized): Standardized =>
      standardized(
        count,
        2,
        Array.from(data).flatMap((value, row) => [value, value + 1e-3 * Math.sin(7 * row)]),
      );
    const pair = { fitted: twin(rows.fitted), validation: twin(rows.validation) };
    const em = await chooseMixture(
      plainEngine,
      { ...mixtures, components: [1], sparse: false },
      pair,
      filled(2, 1e-8),
      new Random(1, 'em'),
    );
    const refined = await refineByKnife(
      plainEngine,
      { ...early, maxEpochs: 3 },
      pair,
      await reached(em.best, pair, filled(2, 1e-8)),
      new Random(1, 'r'),
    );
    const [before, after] = [
      await surprisalOf(await reached(em.best, pair, filled(2, 1e-8)), pair.validation),
      await surprisalOf(refined, pair.validation),
    ];
    expect(before).toBeLessThan(-4);
    expect(after).toBeLessThanOrEqual(before + 1e-6);
  });
});
