import { gaussianClasses, type GaussianClassesOptions } from '../data/gaussian-classes.js';
import { gaussianMixture } from '../data/gaussian-mixture.js';
import { plantedMixture } from '../data/planted-mixture.js';
import { threeWayXor } from '../data/three-way-xor.js';

/** Samples of each dataset that SciPy computes the truth of, for test/validation. */
export const SMALL_SAMPLES = 40;

/** Every option away from its default. */
export const smallGaussianOptions: GaussianClassesOptions = {
  samples: SMALL_SAMPLES,
  classes: 3,
  noise: 0.7,
  correlation: 0.4,
  irrelevantFirst: 2,
  irrelevantSecond: 1,
  irrelevantSpread: 2,
  firstUnit: 10,
};

export const smallGaussianClasses = () => gaussianClasses(smallGaussianOptions, 1);
export const smallPlantedMixture = () => plantedMixture(SMALL_SAMPLES, 1);
export const smallThreeWayXor = () => threeWayXor(SMALL_SAMPLES, { kind: 'continuous', spread: 0.8 }, 1);
export const smallDiscreteXor = () => threeWayXor(SMALL_SAMPLES, { kind: 'discrete', flip: 0.1 }, 1);

/** Two overlapping components of three columns, every parameter unlike the other's. */
export const smallMixture = gaussianMixture('small mixture', [
  {
    weight: 0.3,
    mean: Float64Array.of(1, -2, 0.5),
    scale: 0.8,
    correlation: 0.6,
    order: Int32Array.of(2, 0, 1),
    sign: Int32Array.of(1, -1, 1),
  },
  {
    weight: 0.7,
    mean: Float64Array.of(0, -1, -0.5),
    scale: 1.5,
    correlation: -0.3,
    order: Int32Array.of(0, 1, 2),
    sign: Int32Array.of(-1, 1, 1),
  },
]);
