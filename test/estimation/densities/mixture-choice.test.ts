import { describe, expect, it } from 'vitest';
import type { DensityConfig } from '../../../src/estimation/config.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import type { Engine, MixtureSession, MixtureTask } from '../../../src/estimation/engine.js';
import {
  chooseMixture,
  refitMixture,
  type SplitRows,
} from '../../../src/estimation/densities/mixture-choice.js';
import { presets } from '../../../src/estimation/presets.js';
import { Random } from '../../../src/estimation/random.js';
import { expectClose, filled, mean, normals, standardized } from '../numbers.js';

type Script = (components: number, shrinkage: number, iteration: number, kinds: string) => number;

/** An engine whose validation surprisal is scripted by components, shrinkage, iteration and the form's kinds. */
function scriptedEngine(script: Script) {
  const log = { tried: [] as string[], kinds: [] as string[], iterated: [] as number[], open: 0 };
  const engine: Engine = {
    ...plainEngine,
    openMixture({ covariance, ...asked }: MixtureTask, initial) {
      const { components } = initial;
      let iteration = 0;
      let shrinkage = asked.shrinkage;
      let kinds = `${covariance} ${asked.precision}`;
      log.open += 1;
      const session: MixtureSession = {
        iterate() {
          iteration += 1;
          return Promise.resolve(0);
        },
        surprisal({ rows }) {
          const value = script(components, shrinkage, iteration, kinds);
          if (value < 0) return Promise.reject(new Error('out of script'));
          return Promise.resolve(new Float64Array(rows).fill(value));
        },
        parameters: () => Promise.resolve({ ...initial, weights: Float64Array.of(iteration) }),
        restore: () => Promise.resolve(),
        restart(form) {
          if (iteration > 0) log.iterated.push(iteration);
          iteration = 0;
          shrinkage = form.shrinkage;
          kinds = `${covariance} ${form.precision}`;
          log.tried.push(`${components}/${shrinkage}`);
          log.kinds.push(`${components} ${kinds}`);
          return Promise.resolve();
        },
        close() {
          log.open -= 1;
          log.iterated.push(iteration);
          return Promise.resolve();
        },
      };
      return Promise.resolve(session);
    },
  };
  return { engine, log };
}

const small: DensityConfig = {
  ...presets['accurate']!.density,
  components: [1, 2, 5],
  covariances: ['own'],
  sparse: false,
  shrinkages: [0, 0.1, 0.3],
  patience: 2,
};
const rowsOf = (fitted: number): SplitRows => ({
  fitted: standardized(fitted, 1, normals(44, 'scripted', fitted)),
  validation: standardized(20, 1, normals(44, 'validation', 20)),
});
const choose = (engine: Engine, config: DensityConfig, fitted = 180) =>
  chooseMixture(engine, config, rowsOf(fitted), filled(1, 1e-4), new Random(1, 'choice'));

describe('chooseMixture', () => {
  it('tries shrinkages while they help, then components with the chosen and the next', async () => {
    const { engine, log } = scriptedEngine(
      (components, shrinkage) => 10 - components - shrinkage * (1 - shrinkage * 4),
    );
    // Over shrinkage: 0 at 0, .06 at .1, −.06 at .3: .1 is best.
    const { best, gaussian } = await choose(engine, small);
    expect(log.tried).toEqual(['1/0', '1/0.1', '1/0.3', '2/0.1', '2/0.3', '5/0.1', '5/0.3']);
    expect([best.form.shrinkage, best.start.components]).toEqual([0.1, 5]);
    expect(best.validationSurprisal).toBeCloseTo(4.94, 12);
    expect([gaussian.start.components, gaussian.form.shrinkage]).toEqual([1, 0.1]);
    expect(gaussian.validationSurprisal).toBeCloseTo(8.94, 12);
    expect(log.open).toBe(0);
  });

  it('passes over one number of components that does not help, and stops at the next', async () => {
    const { engine, log } = scriptedEngine((components) => (components === 1 ? 1 : 1 - 5e-5));
    const { best, gaussian } = await choose(engine, { ...small, components: [1, 2, 5, 10] });
    expect(log.tried).toEqual(['1/0', '1/0.1', '2/0', '2/0.1', '5/0', '5/0.1']);
    expect(best).toEqual(gaussian);
    const later = scriptedEngine((components) => [9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 7][components]!);
    const found = await choose(later.engine, { ...small, components: [1, 2, 5, 10], shrinkages: [0] });
    expect(later.log.tried).toEqual(['1/0', '2/0', '5/0', '10/0']);
    expect([found.best.start.components, found.best.validationSurprisal]).toEqual([10, 7]);
  });

  it('tries both kinds of covariance of several components, and takes the better', async () => {
    const tied = { ...small, covariances: ['tied', 'own'] as const, shrinkages: [0] };
    for (const better of ['tied', 'own']) {
      const { engine, log } = scriptedEngine(
        (components, _s, _i, kinds) => 10 - components - (kinds.startsWith(better) ? 0.5 : 0),
      );
      const { best, gaussian } = await choose(engine, tied);
      expect(log.kinds).toEqual(['1 own full', '2 tied full', '2 own full', '5 tied full', '5 own full']);
      expect([best.start.components, best.covariance]).toEqual([5, better]);
      expect(gaussian.covariance).toBe('own');
    }
  });

  it('tries tied covariances with ten rows a component, own ones with as many as columns and one', async () => {
    const { engine, log } = scriptedEngine((components) => 10 - components);
    const both = { ...small, covariances: ['tied', 'own'] as const, shrinkages: [0] };
    await choose(engine, both, 19);
    expect(log.kinds).toEqual(['1 own full', '2 own full', '5 own full']);
    const more = scriptedEngine((components) => 10 - components);
    await choose(more.engine, both, 20);
    expect(more.log.kinds).toEqual(['1 own full', '2 tied full', '2 own full', '5 own full']);
  });

  it('tries a sparse precision beside every shrinkage, and after it nothing else', async () => {
    const sparse = { ...small, sparse: true, components: [1, 2] };
    const full = scriptedEngine((components, shrinkage, _i, kinds) => 10 - components + shrinkage + (kinds.endsWith('sparse') ? 1 : 0)); // prettier-ignore
    expect((await choose(full.engine, sparse)).best.form).toEqual({
      precision: 'full',
      shrinkage: 0,
    });
    expect(full.log.kinds.map((kinds, at) => `${kinds} ${full.log.tried[at]!.slice(2)}`)).toEqual([
      '1 own full 0',
      '1 own full 0.1',
      '1 own sparse 0',
      '2 own full 0',
      '2 own full 0.1',
      '2 own sparse 0',
    ]);
    const thin = scriptedEngine((components, shrinkage, _i, kinds) => 10 - components + shrinkage - (kinds.endsWith('sparse') ? 1 : 0)); // prettier-ignore
    expect((await choose(thin.engine, sparse)).best.form).toEqual({
      precision: 'sparse',
      shrinkage: 0,
    });
    expect(thin.log.kinds).toEqual(['1 own full', '1 own full', '1 own sparse', '2 own sparse']);
  });

  it('tries no more components than the rows allow, however much they promise', async () => {
    const { engine, log } = scriptedEngine((components) => 10 - components);
    await choose(engine, small, 8); // K(d + 1) ≤ 8
    expect(log.tried.map((tried) => tried.split('/')[0])).toEqual(['1', '1', '2', '2']);
  });

  it('chooses as of one component where the rows are too few for any number asked for', async () => {
    for (const better of ['full', 'sparse']) {
      const script: Script = (_c, shrinkage, _i, kinds) => 5 - shrinkage - (kinds.endsWith(better) ? 1 : 0);
      const asked = { ...small, sparse: true };
      const many = scriptedEngine(script);
      const found = await choose(many.engine, { ...asked, components: [20, 50] }, 18);
      const one = scriptedEngine(script);
      expect(found).toEqual(await choose(one.engine, { ...asked, components: [1] }, 18));
      expect(many.log).toEqual(one.log);
      expect([found.best.form.precision, found.best.form.shrinkage]).toEqual([better, better === 'full' ? 0.3 : 0]); // prettier-ignore
    }
  });

  it('stops `patience` iterations after the best, and after the one that a single component needs', async () => {
    const path = [5, 4, 3, 2.5, 2.6, 2.5 - 5e-5, 9];
    const { engine, log } = scriptedEngine((components, _s, iteration) =>
      components === 1 ? 20 : path[iteration - 1]!,
    );
    const { best } = await choose(engine, { ...small, components: [2], shrinkages: [0] });
    expect([best.iterations, best.validationSurprisal]).toEqual([4, 2.5]);
    // The single Gaussian is fitted for comparison where it was not among those tried.
    expect(log.tried).toEqual(['2/0', '1/0']);
    expect(log.iterated).toEqual([6, 1]);
  });

  it('gives a fit up that would not come down to the best one at three times its pace, and no other', async () => {
    // From 9 by .2 an iteration to 7.2 at the tenth, the last.
    const at = (lowest: number) =>
      scriptedEngine((components, _s, iteration) => (components === 1 ? lowest : 9 - 0.2 * (iteration - 1)));
    const ten = { ...small, components: [1, 2], shrinkages: [0], maxIterations: 10 };
    const near = at(7.3);
    expect((await choose(near.engine, ten)).best.start.components).toBe(2);
    expect(near.log.iterated).toEqual([1, 10]);
    const far = at(3.9); // 8.8 at the second, and .6 for each of the eight left
    expect((await choose(far.engine, ten)).best.start.components).toBe(1);
    expect(far.log.iterated).toEqual([1, 2]);
    // One that is ahead may lose something for a while, and one behind may stand still before it falls.
    const ahead = scriptedEngine(
      (components, _s, iteration) => (components === 1 ? 9 : [5, 5.9, 4][iteration - 1] ?? 3), // prettier-ignore
    );
    expect((await choose(ahead.engine, ten)).best.validationSurprisal).toBe(3);
    const still = scriptedEngine(
      (components, _s, iteration) => (components === 1 ? 8.97 : [9, 8.9995, 8.999, 8][iteration - 1] ?? 7), // prettier-ignore
    );
    expect((await choose(still.engine, ten)).best.validationSurprisal).toBe(7);
    const rising = scriptedEngine((components, _s, iteration) => (components === 1 ? 5 : 9 + iteration / 10));
    await choose(rising.engine, ten);
    expect(rising.log.iterated).toEqual([1, 2]);
  });

  it('compares forms within one session, each from the start', async () => {
    const sessions: number[] = [];
    const counting: Engine = {
      ...plainEngine,
      openMixture(task, initial) {
        sessions.push(initial.components);
        return plainEngine.openMixture(task, initial);
      },
    };
    const config = { ...small, components: [1, 2], sparse: true };
    const rows = rowsOf(180);
    const ridge = filled(1, 1e-4);
    const { best } = await chooseMixture(counting, config, rows, ridge, new Random(1, 'choice'));
    expect(sessions).toEqual([1, 2]);
    const again = await refitMixture(plainEngine, best, rows.fitted, ridge);
    const session = await plainEngine.openMixture(
      { features: rows.fitted, ridge, covariance: best.covariance, ...best.form },
      again,
    );
    expect(mean(await session.surprisal(rows.validation))).toBeCloseTo(best.validationSurprisal, 12);
  });

  it('stops at maxIterations', async () => {
    const { engine, log } = scriptedEngine((components, _s, iteration) =>
      components === 1 ? 20 : 10 - iteration,
    );
    await choose(engine, { ...small, components: [2], shrinkages: [0], maxIterations: 5 });
    expect(log.iterated[0]).toBe(5);
  });

  it('closes its session when an iteration fails', async () => {
    const { engine, log } = scriptedEngine(() => -1);
    await expect(choose(engine, small)).rejects.toThrow('out of script');
    expect(log.open).toBe(0);
  });
});

describe('refitMixture', () => {
  it('takes the same number of steps from the same start, on the rows it is given', async () => {
    const { fitted, validation } = rowsOf(180);
    const { best } = await choose(plainEngine, { ...small, components: [2], shrinkages: [0.1] });
    const ridge = filled(1, 1e-4);
    const again = await refitMixture(plainEngine, best, fitted, ridge);
    expect(await refitMixture(plainEngine, best, fitted, ridge)).toEqual(again);
    const other = await refitMixture(plainEngine, best, validation, ridge);
    expect(other).not.toEqual(again);
    expectClose([other.weights[0]! + other.weights[1]!], [1], 1e-12);
  });

  it('closes its session when an iteration fails', async () => {
    const { best } = await choose(plainEngine, { ...small, components: [2] });
    const { engine, log } = scriptedEngine(() => 0);
    const failing: Engine = {
      ...engine,
      openMixture: async (task, initial) => ({
        ...(await engine.openMixture(task, initial)),
        iterate: () => Promise.reject(new Error('out of script')),
      }),
    };
    await expect(refitMixture(failing, best, rowsOf(9).fitted, filled(1, 1e-4))).rejects.toThrow(
      'out of script',
    );
    expect(log.open).toBe(0);
  });
});
