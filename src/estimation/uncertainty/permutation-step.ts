import type { EstimationConfig } from '../config.js';
import { subjectInformation, type ScoredStep } from '../decompose.js';
import { watched, type Engine } from '../engine.js';
import { assignFolds } from '../folds.js';
import { decomposeSamples, isFiniteSample } from '../interaction-columns.js';
import { runModelStep } from '../model-step.js';
import type { RunFeatures } from '../run-features.js';
import { permutationConfig } from './permutation-config.js';
import { permuteLabels, type TestedStatistics } from './permutation-test.js';
import { Random } from '../random.js';
import { observeParts } from '../step-observer.js';
import { SUBJECTS, type ModelStep, type PermutationStep, type Subject } from '../steps.js';

/**
 * The statistics of one estimation on permuted labels: classifiers trained and scored anew, in fewer folds and
 * with fewer models than the run's own; the surprisals are the run's. Permutation 0 leaves the labels as they are:
 * the observed statistics, found in just the same way.
 *
 * For I1, I2 and I12 the test is exact: under the hypothesis the observed labels are one more permutation. For R and S
 * it is so but for one thing: densities are not fitted to labels, but the folds they are fitted in are stratified by the
 * observed ones, and permuted labels meet surprisals from folds that are not stratified by them.
 *
 * @param surprisal the run's surprisals, `[N]` each
 */
export async function runPermutationStep(
  engine: Engine,
  config: EstimationConfig,
  seed: number,
  features: RunFeatures,
  surprisal: { readonly h1: Float64Array; readonly h2: Float64Array },
  step: PermutationStep,
): Promise<TestedStatistics> {
  const cheap = permutationConfig(config);
  const random = new Random(seed, step.name);
  const classIndex =
    step.permutation === 0 ? features.classIndex : permuteLabels(features.classIndex, random);
  const permuted = { ...features, classIndex };
  const foldOf = assignFolds(classIndex, cheap.folds, seed);
  const parts = observeParts(engine.observer, new Array<number>(SUBJECTS.length * cheap.folds).fill(1));
  const information = async (subject: Subject): Promise<Float64Array> => {
    const scored: ScoredStep[] = [];
    for (let fold = 0; fold < cheap.folds; fold += 1) {
      const name = `${step.name}:classifier:${subject}:fold-${String(fold)}`;
      const model: ModelStep = { kind: 'CLASSIFIER', name, subject, fold, repetition: 0 };
      const part = parts[SUBJECTS.indexOf(subject) * cheap.folds + fold]!;
      const silent = watched(engine, {
        epoch: () => undefined, // of hundreds of models nobody looks at
        progress: (share) => {
          part.progress(share);
        },
      });
      scored.push({ step: model, result: await runModelStep(silent, cheap, seed, permuted, model) });
    }
    return subjectInformation(cheap, permuted, foldOf, scored, subject).values;
  };
  const values: Partial<Record<Subject, Float64Array>> = {};
  for (const subject of SUBJECTS) values[subject] = await information(subject);
  const { first, second, both } = values as Record<Subject, Float64Array>;
  const columns = decomposeSamples({ i1: first, i2: second, i12: both, ...surprisal });
  const mean = (column: Float64Array): number => {
    const finite = column.filter((_, sample) => isFiniteSample(columns, sample));
    return finite.reduce((sum, value) => sum + value, 0) / finite.length;
  };
  return {
    I1: mean(columns.i1),
    I2: mean(columns.i2),
    I12: mean(columns.i12),
    R: mean(columns.r),
    S: mean(columns.s),
  };
}
