import { describe, expect, it } from 'vitest';
import { loadWasmEngine } from '../../jobs/engines/load-wasm-engine.js';
import { watched } from '../../src/estimation/engine.js';
import { plainEngine } from '../../src/estimation/engines/plain/plain-engine.js';
import { runModelStep } from '../../src/estimation/model-step.js';
import { presets } from '../../src/estimation/presets.js';
import { observeParts, type EpochLoss, type StepObserver } from '../../src/estimation/step-observer.js';
import type { ModelStep } from '../../src/estimation/steps.js';
import { permutationConfig } from '../../src/estimation/uncertainty/permutation-config.js';
import { runPermutationStep } from '../../src/estimation/uncertainty/permutation-step.js';
import { normals } from './numbers.js';

const ROWS = 120;
const classIndex = Int32Array.from({ length: ROWS }, (_, row) => row % 2);
const noise = normals(3, 'observed', ROWS * 3);
const matrix = { rows: ROWS, columns: 3, data: Float32Array.from(noise, (value, at) => value + classIndex[Math.floor(at / 3)]!) }; // prettier-ignore
const features = { first: matrix, second: matrix, classIndex, classes: 2 };
const knife = { start: 'data', learningRate: 0.01, decayAfterEpoch: null, batchSize: 16, maxEpochs: 12, patience: 3, scaleLimit: 5 } as const; // prettier-ignore
const config = { ...presets['fast']!, folds: 3 };
const ofKnife = { ...config, density: { ...config.density, family: 'knife' as const, knife } };

interface Watched extends StepObserver {
  readonly epochs: EpochLoss[];
  readonly shares: number[];
}

function watcher(): Watched {
  const epochs: EpochLoss[] = [];
  const shares: number[] = [];
  return { epochs, shares, epoch: (loss) => epochs.push(loss), progress: (share) => shares.push(share) };
}

describe.each([loadWasmEngine() ?? plainEngine, plainEngine])(
  'watching a step on the engine $name',
  (engine) => {
    const step = (kind: ModelStep['kind']): ModelStep => ({ kind, name: kind, subject: 'first', fold: 0, repetition: 0 }); // prettier-ignore

    it.each([
      ['CLASSIFIER', config],
      ['DENSITY', config],
      ['DENSITY', ofKnife],
    ] as const)('changes no score of a %s, and comes near its end', async (kind, its) => {
      const seen = watcher();
      const alone = await runModelStep(engine, its, 7, features, step(kind));
      const observed = await runModelStep(watched(engine, seen), its, 7, features, step(kind));
      expect(observed).toEqual(alone);
      expect(seen.epochs.length).toBeGreaterThan(0);
      expect(seen.shares.every((share) => share >= 0 && share <= 1 + 1e-12)).toBe(true);
      expect(Math.max(...seen.shares)).toBeGreaterThan(0.7);
    });

    it('tells every epoch of every perceptron, in order, with the losses that the fit goes by', async () => {
      const seen = watcher();
      const { diagnostics } = await runModelStep(
        watched(engine, seen),
        config,
        7,
        features,
        step('CLASSIFIER'),
      );
      const { epochs, validationLoss } = diagnostics['perceptron'] as Record<
        'epochs' | 'validationLoss',
        number[]
      >;
      expect(epochs).toHaveLength(config.classifier.perceptron.models);
      epochs.forEach((best, model) => {
        const own = seen.epochs.filter((loss) => loss.model === `perceptron-${String(model + 1)}`);
        expect(own.map(({ epoch }) => epoch)).toEqual(own.map((_, at) => at + 1));
        expect(own[best - 1]!.validation).toBe(validationLoss[model]);
      });
    });

    it('tells of a permutation’s progress alone', async () => {
      const seen = watcher();
      const h = new Float64Array(ROWS).fill(1);
      const permutation = { kind: 'PERMUTATION', name: 'permutation-1', permutation: 1 } as const;
      await runPermutationStep(watched(engine, seen), config, 7, features, { h1: h, h2: h }, permutation);
      expect(seen.epochs).toEqual([]);
      expect(seen.shares.length).toBeGreaterThan(3 * permutationConfig(config).folds);
      expect(Math.max(...seen.shares)).toBeGreaterThan(0.9);
    });
  },
);

describe('observeParts', () => {
  it('gives every part its share of the whole, whether or not anybody watches', () => {
    const seen = watcher();
    const [first, second] = observeParts(seen, [1, 3]);
    first!.progress(0.5);
    first!.progress(1);
    second!.progress(0.5);
    second!.progress(1);
    expect(seen.shares).toEqual([0.125, 0.25, 0.625, 1]);
    observeParts(undefined, [1])[0]!.epoch({ model: 'any', epoch: 1, training: null, validation: null });
  });
});
