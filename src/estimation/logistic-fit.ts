import type { LogisticConfig } from './config.js';
import type { Engine, LogisticSession, Standardized } from './engine.js';
import { dealByClass, setAsideByClass, splitByFold } from './folds.js';
import { meanLogLoss } from './log-softmax.js';
import { minimizeOwlqn, type Minimum } from './owlqn.js';
import { Random } from './random.js';
import { everyRow, takeIntegers, takeStandardized } from './rows.js';
import { fitTemperature } from './temperature.js';

/** `ridge` shrinks all weights (λ/2·‖W‖²), `lasso` leaves few of them (λ·‖W‖₁). */
export type Penalty = 'ridge' | 'lasso';

export interface LogisticFit {
  /** `[held, C]` logits, divided by the temperature found on the rows set aside. */
  readonly logits: Float64Array;
  /** The chosen strength, in units of the largest gradient at zero weights. */
  readonly penalty: number;
  /** Log-loss of the rows set aside at that strength, nats. */
  readonly validationLoss: number;
  readonly converged: boolean;
}

/** Strengths tried beyond the best one before the path ends. */
const PATIENCE = 2;
/** Of the gradient, in units of the largest at zero weights. */
const RELATIVE_TOLERANCE = 1e-4;

/**
 * Multinomial logistic regression. Strengths are tried from the strongest to the weakest, each started from the
 * solution before; the log-loss of rows set aside, after a temperature, chooses; the chosen one is fitted again
 * to all training rows. The temperature undoes what the penalty takes from the weights' size, so that a strong
 * penalty may serve to choose directions without making the probabilities timid.
 *
 * @param labels `[training]`
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitLogistic(
  engine: Engine,
  config: LogisticConfig,
  kind: Penalty,
  training: Standardized,
  labels: Int32Array,
  classes: number,
  held: Standardized,
  seed: number,
  stream: string,
): Promise<LogisticFit> {
  const random = new Random(seed, stream);
  const chosen = random.permutation(training.rows).slice(0, config.maxRows);
  const features = takeStandardized(training, chosen);
  const classOf = takeIntegers(labels, chosen);
  const start = withPriorBiases(training.columns, classes, labels);
  const paths: PathPoint[][] = [];
  for (const { fitted, validation } of innerSplits(classOf, config, random)) {
    const rows: LabelledRows = {
      features: takeStandardized(features, validation),
      labels: takeIntegers(classOf, validation),
    };
    paths.push(
      await opened(engine, features, classOf, classes, fitted, (session) =>
        followPath(session, config, kind, start, classes, rows),
      ),
    );
  }
  const best = choosePenalty(config[kind], paths, classes);
  return opened(engine, features, classOf, classes, everyRow(features.rows), async (session) => {
    const unit = await largestSlope(session, start);
    const minimum = await minimize(session, kind, best.penalty * unit, unit, best.point, classes, config);
    const logits = await session.logits(minimum.point, held);
    return {
      logits: logits.map((logit) => logit / best.temperature),
      penalty: best.penalty,
      validationLoss: best.loss,
      converged: minimum.converged,
    };
  });
}

interface LabelledRows {
  readonly features: Standardized;
  readonly labels: Int32Array;
}

/** A strength's solution on one split, and the scores of the rows set aside there. */
interface PathPoint {
  readonly point: Float64Array;
  readonly logits: Float64Array;
  readonly labels: Int32Array;
  /** Of this split alone, after a temperature of its own: only ends the path. */
  readonly loss: number;
}

/** Small sets are gone through in parts, so that every row is set aside once; of large ones one part is enough. */
function innerSplits(
  labels: Int32Array,
  config: LogisticConfig,
  random: Random,
): readonly { readonly fitted: Int32Array; readonly validation: Int32Array }[] {
  if (labels.length > config.innerFoldRows) {
    return [setAsideByClass(labels, 1 / config.innerFolds, random)];
  }
  const foldOf = dealByClass(labels, config.innerFolds, random);
  return Array.from({ length: config.innerFolds }, (_, fold) => {
    const { training, held } = splitByFold(foldOf, fold);
    return { fitted: training, validation: held };
  });
}

/** Solutions from the strongest penalty on, each started from the one before, until weaker ones stop helping. */
async function followPath(
  session: LogisticSession,
  config: LogisticConfig,
  kind: Penalty,
  start: Float64Array,
  classes: number,
  { features, labels }: LabelledRows,
): Promise<PathPoint[]> {
  const unit = await largestSlope(session, start);
  const path: PathPoint[] = [];
  let lowest = Infinity;
  let worse = 0;
  for (const penalty of config[kind]) {
    const from = path.at(-1)?.point ?? start;
    const { point } = await minimize(session, kind, penalty * unit, unit, from, classes, config);
    const logits = await session.logits(point, features);
    const loss = meanLogLoss(logits, labels, classes, fitTemperature(logits, labels, classes));
    path.push({ point, logits, labels, loss });
    worse = loss < lowest ? 0 : worse + 1;
    lowest = Math.min(lowest, loss);
    if (worse >= PATIENCE) break;
  }
  return path;
}

/** The strength, of those every split came to, with the lowest log-loss under one temperature for all splits. */
function choosePenalty(
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

async function opened<Result>(
  engine: Engine,
  features: Standardized,
  labels: Int32Array,
  classes: number,
  rows: Int32Array,
  use: (session: LogisticSession) => Promise<Result>,
): Promise<Result> {
  const session = await engine.openLogistic({
    features: takeStandardized(features, rows),
    labels: takeIntegers(labels, rows),
    classes,
  });
  try {
    return await use(session);
  } finally {
    await session.close();
  }
}

/** `[d + 1, C]` no weights, and biases that give every class its share of the rows. */
function withPriorBiases(columns: number, classes: number, labels: Int32Array): Float64Array {
  const parameters = new Float64Array((columns + 1) * classes);
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  // Half a row more, so that a class without rows keeps a finite bias.
  counts.forEach((count, c) => (parameters[columns * classes + c] = Math.log((count + 0.5) / labels.length)));
  return parameters;
}

/** The strength at which a lasso leaves no weight: the unit of penalties, whatever the number of classes. */
async function largestSlope(session: LogisticSession, start: Float64Array): Promise<number> {
  const { gradient } = await session.evaluate(start);
  return Math.max(
    1e-9,
    gradient.reduce((most, slope) => Math.max(most, Math.abs(slope)), 0),
  );
}

function minimize(
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
