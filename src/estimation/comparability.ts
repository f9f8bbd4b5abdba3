import type { Comparability } from './config.js';
import { mean } from './mean.js';
import { quantile, quartileDeviation } from './quantile.js';

/** Surprisals of the two modalities, `[N]` each, nats. */
export interface Surprisals {
  readonly h1: Float64Array;
  readonly h2: Float64Array;
}

/**
 * The surprisals as the LSMI rule compares them: as they are or, where `z-scored` is asked for, each modality's
 * centred where both are on average and scaled to the smaller of the two spreads, so that neither the number nor
 * the noise of irrelevant dimensions decides which modality is the more surprising. (A common dimension is brought
 * about before, in the densities.) Two discrete modalities are left alone: probabilities compare as they are.
 *
 * A density's surprisals are taken by their median and interquartile range: they grow with the square of an
 * outlier, and a single one would otherwise set the scale of all samples.
 */
export function comparable(
  comparability: Comparability,
  { h1, h2 }: Surprisals,
  isDiscrete: { readonly first: boolean; readonly second: boolean },
): Surprisals {
  if (comparability !== 'z-scored' || (isDiscrete.first && isDiscrete.second)) return { h1, h2 };
  const first = isDiscrete.first ? meanAndDeviation(h1) : medianAndRange(h1);
  const second = isDiscrete.second ? meanAndDeviation(h2) : medianAndRange(h2);
  const spread = Math.min(first.spread, second.spread);
  const centre = (first.centre + second.centre) / 2;
  const scaled = (values: Float64Array, from: CentreAndSpread): Float64Array => {
    // One modality that surprises everywhere alike leaves the other nothing to be compared with.
    const scale = spread === 0 ? 0 : spread / from.spread;
    return values.map((value) => (Number.isFinite(value) ? centre + (value - from.centre) * scale : value));
  };
  return { h1: scaled(h1, first), h2: scaled(h2, second) };
}

interface CentreAndSpread {
  readonly centre: number;
  /** In units of a standard deviation; 0 where it is rounding alone. */
  readonly spread: number;
}

/** A spread below this share of the values' size is rounding: it must not be blown up to a scale. */
const ROUNDING = 1e-9;

/** Of the finite values. */
function medianAndRange(values: Float64Array): CentreAndSpread {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return { centre: 0, spread: 0 };
  const found = beyondRounding(quantile(sorted, 0.5), quartileDeviation(sorted));
  // Where half the rows are one and the same, only the others' distance tells a scale.
  return found.spread > 0 ? found : meanAndDeviation(sorted);
}

/** Of the finite values. */
function meanAndDeviation(values: Float64Array): CentreAndSpread {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return { centre: 0, spread: 0 };
  const centre = mean(finite);
  return beyondRounding(centre, Math.sqrt(mean(finite.map((value) => (value - centre) ** 2))));
}

function beyondRounding(centre: number, spread: number): CentreAndSpread {
  return { centre, spread: spread > ROUNDING * (1 + Math.abs(centre)) ? spread : 0 };
}
