import type { LogisticConfig } from '../config.js';
import type { LogisticSession } from '../engine.js';
import { minimizeOwlqn, type Minimum } from './owlqn.js';

/** `ridge` shrinks all weights (λ/2·‖W‖²), `lasso` leaves few of them (λ·‖W‖₁). */
export type Penalty = 'ridge' | 'lasso';

/** Of the gradient, in units of the largest at zero weights. */
const RELATIVE_TOLERANCE = 1e-4;

/** The strength at which a lasso leaves no weight: the unit of penalties, whatever the number of classes. */
export async function largestSlope(session: LogisticSession, start: Float64Array): Promise<number> {
  const { gradient } = await session.evaluate(start);
  return Math.max(
    1e-9,
    gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0),
  );
}

/** The solution at a strength, and the biases unpenalised. */
export function minimize(
  session: LogisticSession,
  kind: Penalty,
  strength: number,
  unit: number,
  start: Float64Array,
  classes: number,
  { maxIterations }: LogisticConfig,
): Promise<Minimum> {
  const weights = start.length - classes;
  const ridge = kind === 'ridge' ? strength : 0;
  return minimizeOwlqn(
    async (point) => {
      const { loss, gradient } = await session.evaluate(point);
      let value = loss;
      for (let index = 0; ridge > 0 && index < weights; index += 1) {
        value += (ridge / 2) * point[index]! * point[index]!;
        gradient[index]! += ridge * point[index]!;
      }
      return { value, gradient };
    },
    start,
    {
      lasso: kind === 'lasso' ? strength : 0,
      penalized: weights,
      maxIterations,
      tolerance: RELATIVE_TOLERANCE * unit,
    },
  );
}
