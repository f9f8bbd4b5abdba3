import type { LogisticConfig } from '../config.js';
import type { LogisticSession } from '../engine.js';
import type { LabelledRows } from './labelled-rows.type.js';
import { meanLogLoss } from '../log-softmax.js';
import { PenalizedLogistic, type Penalty } from './penalized-logistic.js';
import { takeIntegers } from '../rows.js';
import type { NamedObserver } from '../step-observer.js';
import { fitTemperature } from './temperature.js';

/** Strengths tried beyond the best one before the path ends. */
const PATIENCE = 2;

/** A strength's solution on one split, and the scores of the rows set aside there. */
export interface PathPoint {
  readonly point: Float64Array;
  readonly logits: Float64Array;
  readonly labels: Int32Array;
  /** Of this split alone, after a temperature of its own: only ends the path. */
  readonly loss: number;
}

/**
 * Solutions from the strongest penalty on, each started from the one before, until weaker ones stop helping.
 *
 * @param setAside rows of `labelled` that the session was not given
 * @param observer told of each strength as of an epoch
 */
export async function followPath(
  session: LogisticSession,
  config: LogisticConfig,
  kind: Penalty,
  start: Float64Array,
  classes: number,
  labelled: LabelledRows,
  setAside: Int32Array,
  observer: NamedObserver,
): Promise<PathPoint[]> {
  const labels = takeIntegers(labelled.labels, setAside);
  const problem = await PenalizedLogistic.on(session, kind, config, start, classes);
  const path: PathPoint[] = [];
  let lowest = Infinity;
  let worse = 0;
  for (const penalty of config[kind]) {
    const from = path.at(-1)?.point ?? start;
    const { point } = await problem.minimize(penalty, from);
    const logits = await session.logits(point, labelled.features, setAside);
    const loss = meanLogLoss(logits, labels, classes, fitTemperature(logits, labels, classes));
    path.push({ point, logits, labels, loss });
    observer.epoch(path.length, loss, path.length / config[kind].length);
    worse = loss < lowest ? 0 : worse + 1;
    lowest = Math.min(lowest, loss);
    if (worse >= PATIENCE) break;
  }
  return path;
}

/** The strength, of those every split came to, with the lowest log-loss under one temperature for all splits. */
export function choosePenalty(
  penalties: readonly number[],
  paths: readonly (readonly PathPoint[])[],
  classes: number,
): { penalty: number; point: Float64Array; temperature: number; loss: number } {
  const common = Math.min(...paths.map((path) => path.length));
  const choices = penalties.slice(0, common).map((penalty, index) => {
    const points = paths.map((path) => path[index]!);
    const logits = concatenated(points.map((point) => point.logits));
    const labels = Int32Array.from(points.flatMap((point) => [...point.labels]));
    const temperature = fitTemperature(logits, labels, classes);
    return {
      penalty,
      point: points[0]!.point,
      temperature,
      loss: meanLogLoss(logits, labels, classes, temperature),
    };
  });
  return choices.reduce((best, choice) => (choice.loss < best.loss ? choice : best));
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let filled = 0;
  for (const part of parts) {
    whole.set(part, filled);
    filled += part.length;
  }
  return whole;
}
