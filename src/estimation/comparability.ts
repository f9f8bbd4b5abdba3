import type { Comparability } from './config.js';

/** Surprisals of the two modalities, `[N]` each, nats. */
export interface Surprisals {
  readonly h1: Float64Array;
  readonly h2: Float64Array;
}

/**
 * The surprisals as the LSMI rule compares them: as they are or, where `z-scored` is asked for, each modality's
 * centred on the mean of both and scaled to the smaller of the two spreads, so that neither the number nor the
 * noise of irrelevant dimensions decides which modality is the more surprising. (A common dimension is brought
 * about before, in the densities.) Two discrete modalities are left alone: probabilities compare as they are.
 */
export function comparable(
  comparability: Comparability,
  { h1, h2 }: Surprisals,
  isDiscrete: { readonly first: boolean; readonly second: boolean },
): Surprisals {
  if (comparability !== 'z-scored' || (isDiscrete.first && isDiscrete.second)) return { h1, h2 };
  const first = meanAndSpread(h1);
  const second = meanAndSpread(h2);
  const spread = Math.min(first.spread, second.spread);
  if (!(spread > 0)) return { h1, h2 }; // a modality that surprises nowhere has no scale
  const centre = (first.mean + second.mean) / 2;
  return {
    h1: h1.map((value) => centre + ((value - first.mean) * spread) / first.spread),
    h2: h2.map((value) => centre + ((value - second.mean) * spread) / second.spread),
  };
}

/** Of the finite values. */
function meanAndSpread(values: Float64Array): { readonly mean: number; readonly spread: number } {
  const finite = values.filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const square = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(square / finite.length) };
}
