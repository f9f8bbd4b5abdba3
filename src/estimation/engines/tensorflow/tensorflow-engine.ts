import type { Engine } from '../../engine.js';
import { subspaceIteration } from '../subspace-iteration.js';
import { tensorflowClassifierSession } from './classifier-session.js';
import { tensorflowDistanceSession } from './distance-session.js';
import { registerGradients } from './gradient-rules.js';
import { tensorflowKnifeSession } from './knife-session.js';
import { tensorflowLogisticSession } from './logistic-session.js';
import { tensorflowMixtureSession } from './mixture-session.js';
import { upload } from './resident-matrix.js';
import type { TensorDevice, TensorFlow } from './tensor-device.type.js';
import { tensorflowTimesCovariance } from './times-covariance.js';

/**
 * The engine on TensorFlow.js, on whichever backend is set: float32, automatic gradients, data resident on the device.
 *
 * @param tf     with its backend ready
 * @param name   as recorded with the run
 * @param limits what the backend's device is known to bear
 */
export function createTensorflowEngine(
  tf: TensorFlow,
  name: string,
  limits: Partial<Omit<TensorDevice, 'tf'>> = {},
): Engine {
  const device: TensorDevice = { tf, largestTensor: Infinity, check: () => undefined, ...limits };
  registerGradients(tf);
  /** What a session's opening throws becomes a rejection. */
  const opened = <Session>(open: () => Session): Promise<Session> =>
    new Promise((resolve) => {
      resolve(open());
    });
  return {
    name,
    openClassifier: (task, initial) => opened(() => tensorflowClassifierSession(device, task, initial)),
    openLogistic: (task) => opened(() => tensorflowLogisticSession(device, task)),
    openMixture: (task, initial) => opened(() => tensorflowMixtureSession(device, task, initial)),
    openKnife: (task, initial) => opened(() => tensorflowKnifeSession(device, task, initial)),
    openDistances: (features) => opened(() => tensorflowDistanceSession(device, features)),
    async principalComponents(features, count, start) {
      const resident = upload(device, features);
      try {
        return await subspaceIteration(features, count, start, (_, basis, width) =>
          tensorflowTimesCovariance(device, resident, basis, width),
        );
      } finally {
        resident.dispose();
      }
    },
  };
}
