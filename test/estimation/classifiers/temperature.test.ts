import { describe, expect, it } from 'vitest';
import { meanLogLoss } from '../../../src/estimation/log-softmax.js';
import { fitTemperature } from '../../../src/estimation/classifiers/temperature.js';
import { float64, integers } from '../numbers.js';
import { reference } from '../reference.js';

describe('fitTemperature', () => {
  it.each(reference.temperature)("finds SciPy's optimum $temperature", (known) => {
    const logits = float64(known.logits);
    const labels = integers(known.labels);
    const temperature = fitTemperature(logits, labels, known.classes);
    // Both searches stop where the loss no longer changes in float64: sqrt(1e-16) in log T, and some.
    expect(Math.abs(Math.log(temperature / known.temperature))).toBeLessThan(2e-7);
    const loss = meanLogLoss(logits, labels, known.classes, temperature);
    expect(loss).toBeCloseTo(known.logLoss, 13);
  });

  it('undoes a stretch of the logits', () => {
    const { logits, labels, classes } = reference.temperature[0]!;
    const plain = fitTemperature(float64(logits), integers(labels), classes);
    const stretched = fitTemperature(float64(logits.map((z) => z * 1.5)), integers(labels), classes);
    expect(stretched / plain).toBeCloseTo(1.5, 6);
  });

  it('is near 0.1 for right answers given with too little certainty', () => {
    const logits = float64([0.1, 0, 0, 0.1]);
    expect(fitTemperature(logits, integers([0, 1]), 2)).toBeCloseTo(0.1, 6);
  });

  it('is near 10 for wrong answers', () => {
    const logits = float64([1, 0, 0, 1]);
    expect(fitTemperature(logits, integers([1, 0]), 2)).toBeCloseTo(10, 5);
  });

  it('gives a finite loss for logits of ±1e4, right and wrong', () => {
    const logits = float64([1e4, -1e4, -1e4, 1e4, 1e4, -1e4]);
    const labels = integers([0, 1, 1]);
    const temperature = fitTemperature(logits, labels, 2);
    expect(temperature).toBeCloseTo(10, 5);
    expect(meanLogLoss(logits, labels, 2, temperature)).toBeCloseTo(2e4 / 3 / 10, 2);
  });
});
