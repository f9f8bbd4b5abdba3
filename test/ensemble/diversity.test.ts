import { describe, expect, it } from 'vitest';
import { diversityOf } from '../../src/ensemble/diversity.js';
import { mixModels } from '../../src/ensemble/mix-models.js';
import { pointwiseInformation } from '../../src/ensemble/pointwise-information.js';
import { sampleScores } from '../../src/ensemble/sample-scores.js';
import { mean } from '../../src/estimation/mean.js';
import { digitRows, digits, digitsMeta } from './digits.js';
import { drawPredictions, everyRow, predictionsOf } from './made-predictions.js';

describe('pointwiseInformation', () => {
  it('is log p(y|x) − log p(y) of the rows given', () => {
    const made = predictionsOf(
      [0, 0, 0, 1, 1],
      [
        [0.5, 0.5],
        [0.75, 0.25],
        [1, 0],
        [0.5, 0.5],
        [1, 0],
      ],
    );
    const [values] = pointwiseInformation(made, Int32Array.of(0, 1, 2, 3));
    [0.5 / 0.75, 1, 1 / 0.75, 2].forEach((ratio, at) => expect(values![at]).toBeCloseTo(Math.log(ratio), 12));
    // A label that was excluded: bounded.
    const [excluded] = pointwiseInformation(made, Int32Array.of(3, 4));
    expect(excluded![1]).toBeCloseTo(Math.log(1e-15), 12);
  });
});

describe('diversityOf', () => {
  it('says that identical models capture the same', () => {
    const { models, ...rest } = drawPredictions(100, 3, [() => 1]);
    const twins = { ...rest, models: [models[0]!, models[0]!] };
    const { correlation, disagreement, ambiguity } = diversityOf(twins, everyRow(twins));
    correlation.forEach((value) => expect(value).toBeCloseTo(1, 12));
    expect([...disagreement]).toEqual([0, 0, 0, 0]);
    expect(ambiguity).toBeCloseTo(0, 12);
  });

  it('has no correlation with a model that says the same of every sample', () => {
    const made = predictionsOf(
      [0, 1],
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      [
        [0.9, 0.1],
        [0.3, 0.7],
      ],
    );
    const { correlation, disagreement } = diversityOf(made, everyRow(made));
    expect(correlation[0]).toBeNaN();
    expect(correlation[1]).toBeNaN();
    expect(correlation[3]).toBeCloseTo(1, 12);
    expect([...disagreement]).toEqual([0, 0.5, 0.5, 0]);
  });

  it('finds ambiguity, information and correlations of digits as their definitions do', () => {
    const { models } = digits;
    const { information, correlation, ambiguity } = diversityOf(digits, digitRows);
    const average = new Float32Array(models[0]!.probabilities.length);
    mixModels(digits, digitRows, () => new Float64Array(models.length).fill(1 / models.length), average);
    const meanLoss = digitsMeta.models.reduce((sum, { logLoss }) => sum + logLoss, 0) / models.length;
    const lossOfAverage = mean(sampleScores(average, digits, digitRows).logLosses);
    expect(ambiguity).toBeCloseTo(meanLoss - lossOfAverage, 6);
    // Ten classes of equal size: log 10 nats to be known.
    information.forEach((nats, m) => {
      expect(nats).toBeCloseTo(Math.log(10) - digitsMeta.models[m]!.logLoss, 6);
    });
    const at = (left: string, right: string): number => {
      const place = (name: string): number => models.findIndex((model) => model.name === name);
      return correlation[place(left) * models.length + place(right)]!;
    };
    expect(at('fou', 'fou+zer')).toBeGreaterThan(at('fou', 'mor'));
    expect(at('fou', 'zer')).toBe(at('zer', 'fou'));
  });
});
