import type { LogisticConfig } from '../config.js';
import type { Engine, LogisticSession } from '../engine.js';
import type { FoldData } from './fold-data.type.js';
import { dealByClass, setAsideByClass, splitByFold } from '../folds.js';
import type { LabelledRows } from './labelled-rows.type.js';
import { PenalizedLogistic, type Penalty } from './penalized-logistic.js';
import { choosePenalty, followPath, type PathPoint } from './penalty-path.js';
import { Random } from '../random.js';
import { takeIntegers } from '../rows.js';
import { named, observeParts } from '../step-observer.js';

export interface LogisticFit {
  /** `[held, C]` logits, divided by the temperature found on the rows set aside. */
  readonly logits: Float64Array;
  /** The chosen strength, in units of the largest gradient at zero weights. */
  readonly penalty: number;
  /** Log-loss of the rows set aside at that strength, nats. */
  readonly validationLoss: number;
  readonly converged: boolean;
}

/**
 * Multinomial logistic regression. Strengths are tried from the strongest to the weakest, each started from the
 * solution before; the log-loss of rows set aside, after a temperature, chooses; the chosen one is fitted again
 * to all training rows. The temperature undoes what the penalty takes from the weights' size, so that a strong
 * penalty may serve to choose directions without making the probabilities timid.
 *
 * @param stream name of the random stream, unique to this fit within the run
 */
export async function fitLogistic(
  engine: Engine,
  config: LogisticConfig,
  kind: Penalty,
  data: FoldData,
  seed: number,
  stream: string,
): Promise<LogisticFit> {
  const { training, labels, classes, held } = data;
  const random = new Random(seed, stream);
  const chosen = random.permutation(training.rows).slice(0, config.maxRows);
  const all: LabelledRows = { features: training, labels };
  const start = withPriorBiases(training.columns, classes, labels);
  const paths: PathPoint[][] = [];
  const splits = innerSplits(takeIntegers(labels, chosen), config, random);
  const parts = observeParts(engine.observer, new Array<number>(splits.length + 1).fill(1)); // the last fits the chosen one
  for (const [at, { fitted, validation }] of splits.entries()) {
    const setAside = takeIntegers(chosen, validation);
    const observer = named(`${kind}-split-${String(at + 1)}`, parts[at]);
    paths.push(
      await opened(engine, all, takeIntegers(chosen, fitted), classes, (session) =>
        followPath(session, config, kind, start, classes, all, setAside, observer),
      ),
    );
  }
  const best = choosePenalty(config[kind], paths, classes);
  return opened(engine, all, chosen, classes, async (session) => {
    const problem = await PenalizedLogistic.on(session, kind, config, start, classes);
    const minimum = await problem.minimize(best.penalty, best.point);
    const logits = await session.logits(minimum.point, held);
    return {
      logits: logits.map((logit) => logit / best.temperature),
      penalty: best.penalty,
      validationLoss: best.loss,
      converged: minimum.converged,
    };
  });
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

async function opened<Result>(
  engine: Engine,
  labelled: LabelledRows,
  rows: Int32Array,
  classes: number,
  use: (session: LogisticSession) => Promise<Result>,
): Promise<Result> {
  const session = await engine.openLogistic({ ...labelled, rows, classes });
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
