import { Random } from './random.js';

/**
 * Stratified assignment of samples to folds: each class is shuffled and dealt out in turn, the next class
 * going on where the last one stopped, so that both folds and classes within folds differ by one at most.
 *
 * With at least two samples a class, every class is met in training whichever fold is held out.
 *
 * @param classIndex `[N]`
 * @returns `[N]` fold of each sample, 0 … folds-1
 */
export function assignFolds(classIndex: Int32Array, folds: number, seed: number): Int32Array {
  const random = new Random(seed, 'folds');
  const byClass = new Map<number, number[]>();
  classIndex.forEach((label, sample) => {
    const members = byClass.get(label);
    if (members) members.push(sample);
    else byClass.set(label, [sample]);
  });
  const fold = new Int32Array(classIndex.length);
  let next = 0;
  for (const label of [...byClass.keys()].sort((a, b) => a - b)) {
    for (const sample of random.shuffle(Int32Array.from(byClass.get(label)!))) {
      fold[sample] = next % folds;
      next += 1;
    }
  }
  return fold;
}

/** The sample indices of a fold (`held`) and of all others (`training`), each ascending. */
export function splitByFold(
  foldOf: Int32Array,
  fold: number,
): { readonly training: Int32Array; readonly held: Int32Array } {
  const training: number[] = [];
  const held: number[] = [];
  foldOf.forEach((of, sample) => (of === fold ? held : training).push(sample));
  return { training: Int32Array.from(training), held: Int32Array.from(held) };
}

/**
 * A random part of `members` set aside for early stopping: `share` of them, at least one, and never so many
 * that fewer than half remain.
 */
export function setAside(
  members: number,
  share: number,
  random: Random,
): { readonly fitted: Int32Array; readonly validation: Int32Array } {
  const order = random.permutation(members);
  const count = Math.min(Math.max(1, Math.round(members * share)), Math.floor(members / 2));
  return { fitted: order.slice(count), validation: order.slice(0, count) };
}
