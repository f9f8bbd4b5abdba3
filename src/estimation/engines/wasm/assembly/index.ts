export { sgemm } from './sgemm';
export { addBias, blockInactive, softmaxGradient, sumRows } from './classifier';
export { adamw } from './adamw';
export {
  addTo64,
  countShares,
  gaussianLogDensity,
  shareRows,
  weightRows,
  whitenedDeviations,
} from './mixture';
export { chooseRows, gatherLines, largestInRows, subtractSquares } from './nearest';
export { addQuotient, centreOf, centreScatter, narrowFactor, regularizeCovariance } from './covariance';
export { cholesky, invertLower } from './factor';
export { sparseFactor } from './sparse-factor';
export { knifeFactor, knifeGradient, pullRows } from './knife';

/** Where the module's own memory ends and the arena may begin. */
export function heapBase(): usize {
  return __heap_base;
}
