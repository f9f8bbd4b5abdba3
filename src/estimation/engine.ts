import type { Matrix } from '../domain/matrix.js';
import type { StepObserver } from './step-observer.js';

/**
 * What an engine must do: the arithmetic of training, and nothing of the policy around it.
 *
 * Folds, early stopping, model choice, averaging, calibration and the decomposition are the same whatever
 * does the arithmetic. Initial parameters are drawn outside and handed in, so that two engines start from
 * the same state. A session owns its copy of the data and its buffers until `close`; calls are asynchronous
 * because an accelerator answers late.
 */
export interface Engine {
  /** As recorded with the run: `plain`, `wasm`, `tensorflow` … */
  readonly name: string;
  /** Told how the training with it comes along, where anybody watches. */
  readonly observer?: StepObserver;
  openClassifier(task: ClassifierTask, initial: ClassifierParameters): Promise<ClassifierSession>;
  openLogistic(task: LogisticTask): Promise<LogisticSession>;
  openMixture(task: MixtureTask, initial: MixtureParameters): Promise<MixtureSession>;
  openKnife(task: KnifeTask, initial: KnifeParameters): Promise<KnifeSession>;
  openDistances(features: Standardized): Promise<DistanceSession>;
  /**
   * The leading principal components of centred features, by subspace iteration from `start` (Halko, Martinsson
   * & Tropp 2011).
   *
   * @param start `[d, m]`, any matrix of full rank; `count` ≤ m ≤ d
   */
  principalComponents(
    features: Standardized,
    count: number,
    start: Float64Array,
  ): Promise<PrincipalComponents>;
}

/** The same engine, whose training is watched. */
export function watched(engine: Engine, observer: StepObserver): Engine {
  return { ...engine, observer };
}

export interface PrincipalComponents {
  /** `[d, q]` orthonormal columns, the direction of most variance first. */
  readonly directions: Float64Array;
  /** `[q]` variances along them, descending. */
  readonly variances: Float64Array;
  /** Variance of all columns together. */
  readonly totalVariance: number;
}

/** A matrix of standardised features, `[N, d]`. */
export type Standardized = Matrix & { readonly data: Float32Array };

export interface ClassifierTask {
  /** `[N, d]`, of which each epoch names the rows it passes over. */
  readonly features: Standardized;
  /** `[N]` class of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
  /** Rows a gradient step averages over. */
  readonly batchSize: number;
  /** Decoupled weight decay (AdamW) on weights, not on biases. */
  readonly weightDecay: number;
}

/**
 * A perceptron d → H → H → C with rectifiers between. Weights are `[in, out]`, row-major.
 */
export interface ClassifierParameters {
  readonly hidden: number;
  /** [W1 `[d,H]`, b1 `[H]`, W2 `[H,H]`, b2 `[H]`, W3 `[H,C]`, b3 `[C]`] */
  readonly layers: readonly Float64Array[];
}

export interface ClassifierSession {
  /**
   * One pass over rows of the task's features in the given order, one AdamW step a batch.
   *
   * @param order the rows trained on
   * @returns mean cross-entropy during the pass, nats
   */
  trainEpoch(order: Int32Array, learningRate: number): Promise<number>;
  /** `[rows, C]` logits of the rows `rows` of these features, without them of all. */
  logits(features: Standardized, rows?: Int32Array): Promise<Float64Array>;
  /** A copy of the present parameters. */
  parameters(): Promise<ClassifierParameters>;
  /** Puts parameters in place of the present ones; the optimiser's moments stay. */
  restore(parameters: ClassifierParameters): Promise<void>;
  close(): Promise<void>;
}

export interface LogisticTask {
  /** `[N, d]` */
  readonly features: Standardized;
  /** `[N]` class of each row. */
  readonly labels: Int32Array;
  /** The rows trained on; all without it. */
  readonly rows?: Int32Array;
  readonly classes: number;
}

/** Multinomial logistic regression: what an optimiser asks of it. Parameters are `[d + 1, C]`, the last row the biases. */
export interface LogisticSession {
  /** Mean cross-entropy over the training rows, nats, and its gradient `[d + 1, C]`. */
  evaluate(parameters: Float64Array): Promise<{ readonly loss: number; readonly gradient: Float64Array }>;
  /** `[rows, C]` logits of the rows `rows` of these features, without them of all. */
  logits(parameters: Float64Array, features: Standardized, rows?: Int32Array): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Distances of the same rows from points that move. */
export interface DistanceSession {
  /**
   * @param points `[K, d]`
   * @returns `[N, K]` squared Euclidean distances, none negative
   */
  squaredDistances(points: Float64Array): Promise<Float64Array>;
  close(): Promise<void>;
}

export type CovarianceKind = 'tied' | 'own';
/** All of a covariance, or a precision factor with few elements. */
export type PrecisionKind = 'full' | 'sparse';

/** How covariances become precisions. */
export interface MixtureForm {
  /** Share by which off-diagonal covariances are pulled to zero, 0 … 1. */
  readonly shrinkage: number;
  readonly precision: PrecisionKind;
}

export interface MixtureTask extends MixtureForm {
  readonly features: Standardized;
  /** Whether all components have one covariance, or each its own. */
  readonly covariance: CovarianceKind;
  /** `[d]` added to the variances, in units of the standardised features. */
  readonly ridge: Float64Array;
}

/** A mixture of K full-covariance Gaussians in d dimensions. */
export interface MixtureParameters {
  readonly components: number;
  readonly dimension: number;
  /** `[K]`, adding to 1. */
  readonly weights: Float64Array;
  /** `[K, d]` */
  readonly means: Float64Array;
  /** `[K, d, d]` lower-triangular A with precision AᵀA, so that −log p(x|k) = ½‖A(x−μ)‖² − Σ log Aᵢᵢ + (d/2) log 2π. */
  readonly precisionFactors: Float64Array;
}

export interface MixtureSession {
  /**
   * One EM step (expectation under the present parameters, then maximisation).
   *
   * @returns mean surprisal of the training rows before the step, nats
   */
  iterate(): Promise<number>;
  /** `[rows]` surprisal −log p(x) of other rows, nats. */
  surprisal(features: Standardized): Promise<Float64Array>;
  /** A copy of the present parameters. */
  parameters(): Promise<MixtureParameters>;
  restore(parameters: MixtureParameters): Promise<void>;
  /** Goes back to the parameters the session was opened with, and on in another form. */
  restart(form: MixtureForm): Promise<void>;
  close(): Promise<void>;
}

export interface KnifeTask {
  readonly features: Standardized;
  /** Rows a gradient step averages over. */
  readonly batchSize: number;
  /** Largest |log D|: scales stay within e^±limit. */
  readonly scaleLimit: number;
}

/**
 * A KNIFE density (Pichler et al., ICML 2022): K Gaussians in d dimensions, written for gradient steps,
 *
 *     log p(x) = logsumexp_k[ log w_k − ½‖(I+T_k) D_k (x−μ_k)‖² + Σ_j log D_kj ] − (d/2) log 2π,
 *
 * w = softmax(logWeights), D = exp(scaleLimit · tanh(logScales)). With A = (I+T) D it is a {@link MixtureParameters}.
 */
export interface KnifeParameters {
  readonly components: number;
  readonly dimension: number;
  /** `[K]`, not normalised. */
  readonly logWeights: Float64Array;
  /** `[K, d]` μ */
  readonly means: Float64Array;
  /** `[K, d]` l, with log D = scaleLimit · tanh(l) */
  readonly logScales: Float64Array;
  /** `[K, d, d]` T, strictly lower triangular. */
  readonly triangles: Float64Array;
}

export interface KnifeSession {
  /**
   * One pass over the training rows in the given order, one Adam step (Kingma & Ba 2015) a batch.
   *
   * @param order `[N]` a permutation of the rows
   * @returns mean surprisal during the pass, nats
   */
  trainEpoch(order: Int32Array, learningRate: number): Promise<number>;
  /** `[rows]` surprisal −log p(x) of other rows, nats. */
  surprisal(features: Standardized): Promise<Float64Array>;
  /** A copy of the present parameters. */
  parameters(): Promise<KnifeParameters>;
  /** Puts parameters in place of the present ones; the optimiser's moments stay. */
  restore(parameters: KnifeParameters): Promise<void>;
  close(): Promise<void>;
}
