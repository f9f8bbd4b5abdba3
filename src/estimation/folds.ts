import { Random } from './random.js';

/**
 * Stratified assignment of samples to folds: each class is shuffled and dealt out in turn, the next class
 * going on where the last one stopped, so that both folds and classes within folds differ by one at most.
 *
 * With at least two samples a class, every class is met in training whichever fold is held out.
 *
 * @param classIndex `[N]`
 * @param repetition each repetition of a run has folds of its own
 * @returns `[N]` fold of each sample, 0 … folds-1
 */
export function assignFolds(classIndex: Int32Array, folds: number, seed: number, repetition = 0): Int32Array {
  const stream = repetition === 0 ? 'folds' : `folds/repetition-${String(repetition)}`;
  return dealByClass(classIndex, folds, new Random(seed, stream));
}

/** {@link assignFolds} with a random source of the caller's. */
export function dealByClass(classIndex: Int32Array, folds: number, random: Random): Int32Array {
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

/** The rows a fold's models are trained on, and those they score. */
export interface FoldRows {
  readonly training: Int32Array;
  readonly held: Int32Array;
}

/** The sample indices of a fold (`held`) and of all others (`training`), each ascending. */
export function splitByFold(foldOf: Int32Array, fold: number): FoldRows {
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

/**
 * {@link setAside} within every class: the share of each class, rounded at random so that small classes give
 * their part too, and never a class's last row.
 *
 * @param labels `[members]`
 */
export function setAsideByClass(
  labels: Int32Array,
  share: number,
  random: Random,
): { readonly fitted: Int32Array; readonly validation: Int32Array } {
  const order = random.permutation(labels.length);
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const due = new Map<number, number>();
  for (const label of [...counts.keys()].sort((a, b) => a - b)) {
    const count = counts.get(label)!;
    due.set(label, Math.min(Math.floor(count * share + random.uniform()), count - 1));
  }
  const validation = order.filter((member) => {
    const left = due.get(labels[member]!)!;
    if (left > 0) due.set(labels[member]!, left - 1);
    return left > 0;
  });
  if (validation.length === 0) return setAside(labels.length, share, random);
  const aside = new Set(validation);
  return { fitted: order.filter((member) => !aside.has(member)), validation };
}
