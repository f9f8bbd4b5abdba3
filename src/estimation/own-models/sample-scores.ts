import type { Matrix } from '../../domain/matrix.js';
import { topClass } from '../classifiers/top-class.js';

/** What a model says of every sample, as far as its quality depends on it. */
export interface SampleScores {
  /** `[N]` log p(y|x) of the sample's own class, nats. */
  readonly logProbability: Float64Array;
  /** `[N]` probability of the class put first. */
  readonly confidence: Float64Array;
  /** `[N]` 1 where the class put first is the sample's own; among equals the first class is put first. */
  readonly right: Uint8Array;
}

/**
 * @param matrix     `[N, C]` log-probabilities, nats, all finite
 * @param classIndex `[N]`
 */
export function sampleScores({ columns, data }: Matrix, classIndex: Int32Array): SampleScores {
  const logProbability = new Float64Array(classIndex.length);
  const confidence = new Float64Array(classIndex.length);
  const right = new Uint8Array(classIndex.length);
  classIndex.forEach((label, sample) => {
    const start = sample * columns;
    const top = topClass(data.subarray(start, start + columns));
    logProbability[sample] = data[start + label]!;
    confidence[sample] = top.confidence;
    right[sample] = top.label === label ? 1 : 0;
  });
  return { logProbability, confidence, right };
}
