import { describe, expect, it } from 'vitest';
import { fitClassifier } from '../../../src/estimation/classifiers/classifier.js';
import type { ClassifierConfig } from '../../../src/estimation/config.js';
import { plainEngine } from '../../../src/estimation/engines/plain/plain-engine.js';
import { fitLogistic } from '../../../src/estimation/classifiers/logistic-fit.js';
import { addLogProbabilities } from '../../../src/estimation/log-softmax.js';
import { fitPerceptrons } from '../../../src/estimation/classifiers/perceptron-fit.js';
import { presets } from '../../../src/estimation/presets.js';
import { normals, range, standardized } from '../numbers.js';

const accurate = presets['accurate']!.classifier;
const config: ClassifierConfig = {
  ...accurate,
  perceptron: { ...accurate.perceptron, hidden: 8, maxEpochs: 4, models: 2 },
};
const rows = 90;
const labels = Int32Array.from(range(rows), (row) => row % 3);
const features = standardized(
  rows,
  2,
  normals(102, 'x', 2 * rows).map((value, index) => value + labels[index >> 1]!),
);
const held = standardized(7, 2, normals(102, 'held', 14));
const fit = (changes: Partial<ClassifierConfig> = {}) =>
  fitClassifier(plainEngine, { ...config, ...changes }, features, labels, 3, held, 1, 'step');

/** Candidate `at` of `[held, K·C]`. */
const candidate = (values: Float64Array, count: number, at: number): Float64Array =>
  Float64Array.from(
    range(held.rows * 3),
    (index) => values[(Math.floor(index / 3) * count + at) * 3 + (index % 3)]!,
  );

describe('fitClassifier', () => {
  it('puts the scores of each candidate side by side, each as if it were alone', async () => {
    const { logProbabilities, diagnostics } = await fit();
    expect(config.candidates).toEqual(['perceptron', 'logistic', 'sparse-logistic']);
    expect(logProbabilities.length).toBe(7 * 3 * 3);
    const perceptron = await fitPerceptrons(
      plainEngine,
      config.perceptron,
      features,
      labels,
      3,
      held,
      1,
      'step',
    );
    expect(candidate(logProbabilities, 3, 0)).toEqual(perceptron.logProbabilities);
    for (const [at, kind, stream] of [
      [1, 'ridge', 'step/logistic'],
      [2, 'lasso', 'step/sparse-logistic'],
    ] as const) {
      const alone = await fitLogistic(
        plainEngine,
        config.logistic,
        kind,
        features,
        labels,
        3,
        held,
        1,
        stream,
      );
      const expected = new Float64Array(21);
      addLogProbabilities(expected, alone.logits, 3, 1);
      expect(candidate(logProbabilities, 3, at)).toEqual(expected);
      expect(diagnostics[config.candidates[at]!]).toMatchObject({
        penalty: alone.penalty,
        validationLoss: alone.validationLoss,
        converged: true,
      });
    }
    expect(diagnostics['perceptron']).toMatchObject({
      epochs: perceptron.epochs,
      validationLoss: perceptron.validationLoss,
    });
  });

  it('fits only the candidates it is asked for, in their order', async () => {
    const all = await fit();
    const two = await fit({ candidates: ['sparse-logistic', 'perceptron'] });
    expect(Object.keys(two.diagnostics)).toEqual(['sparse-logistic', 'perceptron']);
    expect(candidate(two.logProbabilities, 2, 0)).toEqual(candidate(all.logProbabilities, 3, 2));
    expect(candidate(two.logProbabilities, 2, 1)).toEqual(candidate(all.logProbabilities, 3, 0));
  });

  it('says how many perceptrons were still improving at their last epoch', async () => {
    const stopped = async (maxEpochs: number, patience: number | null) => {
      const { diagnostics } = await fit({ candidates: ['perceptron'], perceptron: { ...config.perceptron, maxEpochs, patience } }); // prettier-ignore
      return (diagnostics['perceptron'] as { stoppedAtLastEpoch: number }).stoppedAtLastEpoch;
    };
    expect(await stopped(1, 1)).toBe(2);
    expect(await stopped(500, 3)).toBe(0);
    expect(await stopped(1, null)).toBe(0); // no epoch is the best where nothing is set aside
  });
});
