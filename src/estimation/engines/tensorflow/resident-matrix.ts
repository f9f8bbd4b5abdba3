import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Standardized } from '../../engine.js';
import type { TensorDevice } from './tensor-device.type.js';

/** A session's features on the device. */
export interface ResidentMatrices {
  /** `[N, d]` the training rows, there from the start. */
  readonly training: Tensor2D;
  /** `[rows, d]` other rows: kept until others are asked for, since validation asks for the same ones every epoch. */
  of(features: Standardized): Tensor2D;
  dispose(): void;
}

/** Uploads a session's training rows; they are not copied again. */
export function residentMatrices(device: TensorDevice, features: Standardized): ResidentMatrices {
  const training = upload(device, features);
  let other: { readonly data: Float32Array; readonly tensor: Tensor2D } | null = null;
  return {
    training,
    of(asked) {
      if (asked.data === features.data) return training;
      if (other?.data !== asked.data) {
        other?.tensor.dispose();
        other = null; // nothing disposed of is left behind when the upload fails
        other = { data: asked.data, tensor: upload(device, asked) };
      }
      return other.tensor;
    },
    dispose() {
      training.dispose();
      other?.tensor.dispose();
    },
  };
}

/** @throws RangeError when the device cannot hold it as one tensor */
export function upload({ tf, largestTensor }: TensorDevice, { rows, columns, data }: Standardized): Tensor2D {
  if (data.byteLength > largestTensor) {
    throw new RangeError(
      `${String(rows)} rows of ${String(columns)} columns take ${megabytes(data.byteLength)} MB, more than the ${megabytes(largestTensor)} MB that the device can hold in one piece`,
    );
  }
  return tf.tensor2d(data, [rows, columns]);
}

function megabytes(bytes: number): string {
  return String(Math.ceil(bytes / 2 ** 20));
}
