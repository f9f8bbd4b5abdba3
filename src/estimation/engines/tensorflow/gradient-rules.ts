import type { GradConfig, Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './tensor-device.type.js';

/**
 * Registers the derivatives of the operations that the engine's losses are made of. TensorFlow.js keeps its own in a
 * module that its build for Node leaves out; where they are there all the same (tfjs-node brings them), they stay.
 */
export function registerGradients(tf: TensorFlow): void {
  for (const rule of gradientRules(tf)) {
    const known = tf.getGradient(rule.kernelName) as GradConfig | undefined; // its type promises too much
    if (!known) tf.registerGradient(rule);
  }
}

function gradientRules(tf: TensorFlow): readonly GradConfig[] {
  const one = (dy: Tensor | Tensor[]): Tensor => dy as Tensor; // all of these operations have one result
  /** The sum of a broadcast operand's derivative over what it was broadcast along. */
  const ofShape = (slope: Tensor, shape: readonly number[]): Tensor => {
    const lead = slope.rank - shape.length;
    const axes = slope.shape.flatMap((size, axis) =>
      axis < lead || (shape[axis - lead] === 1 && size > 1) ? [axis] : [],
    );
    return tf.reshape(axes.length === 0 ? slope : tf.sum(slope, axes), [...shape]);
  };
  /** A reduction's derivative with the reduced axes of `shape` put back, of length 1. */
  const keptDims = (slope: Tensor, shape: readonly number[], axes: unknown): Tensor => {
    const reduced = tf.util.parseAxisParam(axes as number | number[], [...shape]);
    return tf.reshape(
      slope,
      shape.map((size, axis) => (reduced.includes(axis) ? 1 : size)),
    );
  };
  const binary = (
    kernelName: string,
    byA: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
    byB: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
  ): GradConfig => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, [a, b]) => ({
      a: () => ofShape(byA(one(dy), a!, b!), a!.shape),
      b: () => ofShape(byB(one(dy), a!, b!), b!.shape),
    }),
  });
  const unary = (kernelName: string, byX: (dy: Tensor, x: Tensor) => Tensor): GradConfig => ({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => byX(one(dy), x!) }),
  });
  /** Whose derivative is said by its result. */
  const ofResult = (kernelName: string, byX: (dy: Tensor, y: Tensor) => Tensor): GradConfig => ({
    kernelName,
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({ x: () => byX(one(dy), y!) }),
  });
  const same = (dy: Tensor): Tensor => dy;

  return [
    binary('Add', same, same),
    binary('Sub', same, (dy) => tf.neg(dy)),
    binary(
      'Multiply',
      (dy, _, b) => tf.mul(dy, b),
      (dy, a) => tf.mul(dy, a),
    ),
    unary('Neg', (dy) => tf.neg(dy)),
    unary('Square', (dy, x) => tf.mul(dy, tf.mul(x, 2))),
    unary('Relu', (dy, x) => tf.mul(dy, tf.step(x))),
    unary('Log', (dy, x) => tf.div(dy, x)),
    unary('Reshape', (dy, x) => tf.reshape(dy, x.shape)),
    ofResult('Exp', (dy, y) => tf.mul(dy, y)),
    ofResult('Tanh', (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y)))),
    {
      kernelName: 'ExpandDims',
      inputsToSave: ['input'],
      gradFunc: (dy, [input]) => ({ input: () => tf.reshape(one(dy), input!.shape) }),
    },
    {
      kernelName: 'Sum',
      inputsToSave: ['x'],
      gradFunc: (dy, [x], { axis }) => ({
        x: () => tf.mul(keptDims(one(dy), x!.shape, axis), tf.onesLike(x!)),
      }),
    },
    {
      // Where values are equally large each counts as the largest: harmless, as the losses' slope by it is zero.
      kernelName: 'Max',
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], { reductionIndices }) => ({
        x: () => {
          const isLargest = tf.equal(x!, keptDims(y!, x!.shape, reductionIndices));
          return tf.mul(keptDims(one(dy), x!.shape, reductionIndices), tf.cast(isLargest, 'float32'));
        },
      }),
    },
    {
      kernelName: 'BatchMatMul',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, [a, b], { transposeA, transposeB }) => {
        if (transposeA === true) throw new Error('no loss multiplies by a transposed first matrix');
        const of = one(dy);
        return transposeB === true
          ? { a: () => tf.matMul(of, b!), b: () => tf.matMul(of, a!, true, false) }
          : { a: () => tf.matMul(of, b!, false, true), b: () => tf.matMul(a!, of, true, false) };
      },
    },
  ];
}
