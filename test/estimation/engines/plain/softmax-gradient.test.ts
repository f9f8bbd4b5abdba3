import { expect, it } from 'vitest';
import { softmaxGradient } from '../../../../src/estimation/engines/plain/softmax-gradient.js';
import { expectClose, float64, integers } from '../../numbers.js';

it('replaces logits by (softmax − one-hot) times the scale and sums the losses', () => {
  // Probabilities (½, ¼, ¼) and (1/5, 4/5·½, 4/5·½).
  const logits = float64([Math.log(2), 0, 0, 0, Math.LN2, Math.LN2]);
  const loss = softmaxGradient(logits, integers([0, 2]), 2, 3, 0.5);
  expect(loss).toBeCloseTo(-Math.log(0.5) - Math.log(0.4), 14);
  expectClose(logits, [-0.25, 0.125, 0.125, 0.1, 0.2, -0.3], 1e-15);
});

it('reads labels from where it is told, and leaves further rows alone', () => {
  const logits = float64([0, 0, 7, 7]);
  expect(softmaxGradient(logits, integers([1, 1, 0]), 1, 2, 1, 2)).toBeCloseTo(Math.LN2, 15);
  expectClose(logits, [-0.5, 0.5, 7, 7], 1e-15);
});

it('loses the distance to the largest logit, however far, and never divides by zero', () => {
  const logits = float64([1e4, -1e4, -1e308, 0]);
  expect(softmaxGradient(logits, integers([1, 0]), 2, 2, 1)).toBe(1e308);
  expectClose(logits, [1, -1, -1, 1], 1e-15);
  const near = float64([1e4, -1e4]);
  expect(softmaxGradient(near, integers([1]), 1, 2, 1)).toBe(2e4);
});
