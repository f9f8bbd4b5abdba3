import { InputFailure } from '../domain/failure.js';
import type { SensitivityRecord } from '../store/run-summary.js';

export const FEWEST_POINTS = 2;
export const MOST_POINTS = 101;

/** One point of the curve, nats. */
export interface SensitivityPoint {
  readonly offset: number;
  readonly R: number;
  readonly U1: number;
  readonly U2: number;
  readonly S: number;
}

/**
 * A stored sensitivity curve at `points` places, evenly spaced along the stored points, which lie close where the
 * curve bends: linear between two of them, exact on one. Its ends are always among them and, of 3 or more, the
 * offset 0, the run as it is. A curve of a single stored point (nothing depends on the offset) gives that one.
 *
 * @throws InputFailure BAD_POINTS
 */
export function resampleSensitivity(curve: SensitivityRecord, points: number): readonly SensitivityPoint[] {
  if (!Number.isInteger(points) || points < FEWEST_POINTS || points > MOST_POINTS) {
    throw new InputFailure(
      'BAD_POINTS',
      `points must be a whole number from ${String(FEWEST_POINTS)} to ${String(MOST_POINTS)}, got ${String(points)}.`,
      'points',
    );
  }
  const last = curve.offsets.length - 1;
  if (last === 0) return [pointAt(curve, 0)];
  const places = Array.from({ length: points }, (_, point) => (point * last) / (points - 1));
  const zero = curve.offsets.indexOf(0);
  if (points > 2 && zero > 0 && zero < last) {
    const nearest = Math.round((zero * (points - 1)) / last);
    places[Math.min(Math.max(nearest, 1), points - 2)] = zero;
  }
  return places.map((place) => pointAt(curve, place));
}

/** @param place index into the stored points, whole or between two */
function pointAt({ offsets, R, U1, U2, S }: SensitivityRecord, place: number): SensitivityPoint {
  const below = Math.floor(place);
  const share = place - below;
  const at = (values: readonly number[]): number =>
    share === 0 ? values[below]! : (1 - share) * values[below]! + share * values[below + 1]!;
  return { offset: at(offsets), R: at(R), U1: at(U1), U2: at(U2), S: at(S) };
}
