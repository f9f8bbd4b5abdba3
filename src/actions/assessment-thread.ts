import { parentPort, workerData } from 'node:worker_threads';
import { capturedSynergy, type ShownComponents } from '../estimation/own-models/captured-synergy.js';
import { modelQuality } from '../estimation/own-models/model-quality.js';
import { sampleScores } from '../estimation/own-models/sample-scores.js';
import { decodeMatrix } from '../ingest/npy.js';

/** What the thread is given. */
export interface AssessmentTask {
  /** The model's blob. */
  readonly predictions: Uint8Array;
  /** `[N]` */
  readonly classIndex: Int32Array;
  /** `[C]` log p(y) that the run's information is counted from, nats. */
  readonly logPrior: Float64Array;
  /** As of `readShownComponents`: r, u1, u2, s and which is dominant. */
  readonly columns: readonly (readonly Uint8Array[])[];
}

/** What it answers. Groups without a sample have a count of 0. */
export interface AssessmentAnswer {
  /** By dominant component: r, u1, u2, s, none. */
  readonly strata: ReturnType<typeof modelQuality>;
  readonly classes: ReturnType<typeof modelQuality>;
  readonly captured: ReturnType<typeof capturedSynergy>;
}

const STRATA = 5;
const NONE = 4;

const { predictions, classIndex, logPrior, columns } = workerData as AssessmentTask;
const [r, u1, u2, s] = columns.slice(0, 4).map((pieces) => new Float64Array(bytesOf(pieces)));
const dominant = new Int32Array(bytesOf(columns[4]!)).map((index) => (index < 0 ? NONE : index));
const scores = sampleScores(decodeMatrix(predictions), classIndex);
const shown: ShownComponents = { r: r!, u1: u1!, u2: u2!, s: s! };
parentPort!.postMessage({
  strata: modelQuality(scores, dominant, STRATA),
  classes: modelQuality(scores, classIndex, logPrior.length),
  captured: capturedSynergy(scores.logProbability, logPrior, shown, classIndex),
} satisfies AssessmentAnswer);

/** Little-endian numbers as they lie in memory. */
function bytesOf(pieces: readonly Uint8Array[]): ArrayBuffer {
  return new Uint8Array(Buffer.concat(pieces)).buffer;
}
