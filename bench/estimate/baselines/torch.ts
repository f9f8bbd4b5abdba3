import type { Contender } from '../contender.type.js';
import type { ClassifiersProblem } from '../steps/classifiers-problem.js';
import type { KnifeProblem } from '../steps/knife-problem.js';
import { openPython, pythonContender } from './python.js';

/** `published` is (I+T)(D(x−μ)) sample by sample; `one product` is ours, X Aᵀ for all components together. */
export type TorchForm = 'published' | 'one product';

/** KNIFE's steps in PyTorch, on one thread. */
export function torchKnife(
  name: string,
  interpreter: string,
  form: TorchForm,
  { task, initial, learningRate }: KnifeProblem,
): Promise<Contender> {
  const { batchSize, scaleLimit } = task;
  const { components, dimension } = initial;
  const spec = { kind: 'knife', form, components, dimension, batchSize, scaleLimit, learningRate };
  return pythonContender(name, openPython(interpreter, 'torch_steps.py'), spec);
}

/** The three classifiers' steps in PyTorch, on one thread. */
export function torchClassifiers(
  name: string,
  interpreter: string,
  { tasks, initial, learningRate }: ClassifiersProblem,
): Promise<Contender> {
  const { batchSize, classes } = tasks[0]!;
  const widths = tasks.map(({ features }) => features.columns);
  const spec = { kind: 'classifiers', widths, hidden: initial[0]!.hidden, classes, batchSize, learningRate };
  return pythonContender(name, openPython(interpreter, 'torch_steps.py'), spec);
}
