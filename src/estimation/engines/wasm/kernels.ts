/** Address in the module's memory, bytes. */
export type Pointer = number;

/** What the compiled kernels (`assembly/`) offer; shapes are said there. Strides are in elements. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: () => Pointer;
  readonly sgemm: (
    m: number,
    n: number,
    k: number,
    a: Pointer,
    aRow: number,
    aColumn: number,
    b: Pointer,
    bRow: number,
    bColumn: number,
    c: Pointer,
    cStride: number,
    accumulate: boolean,
  ) => void;
  readonly addBias: (values: Pointer, bias: Pointer, rows: number, width: number, rectify: boolean) => void;
  readonly sumRows: (values: Pointer, rows: number, width: number, sums: Pointer) => void;
  readonly blockInactive: (gradient: Pointer, activation: Pointer, length: number) => void;
  readonly softmaxGradient: (
    logits: Pointer,
    labels: Pointer,
    rows: number,
    classes: number,
    scale: number,
  ) => number;
  readonly adamw: (
    parameters: Pointer,
    gradient: Pointer,
    first: Pointer,
    second: Pointer,
    length: number,
    rate: number,
    secondCorrection: number,
    keep: number,
  ) => void;
  readonly gaussianLogDensity: (
    whitened: Pointer,
    rowStride: number,
    centre: Pointer,
    rows: number,
    dimension: number,
    constant: number,
    out: Pointer,
    outStride: number,
  ) => void;
  readonly whitenedDeviations: (
    whitened: Pointer,
    rowStride: number,
    centre: Pointer,
    rows: number,
    dimension: number,
    constant: number,
    out: Pointer,
    outStride: number,
  ) => void;
  readonly shareRows: (logDensities: Pointer, rows: number, components: number, surprisal: Pointer) => number;
  readonly weightRows: (
    input: Pointer,
    shares: Pointer,
    shareStride: number,
    mean: Pointer,
    rows: number,
    dimension: number,
    negligible: number,
    weighted: Pointer,
    sums: Pointer,
  ) => number;
  readonly addTo64: (values: Pointer, length: number, sums: Pointer) => void;
  readonly countShares: (shares: Pointer, rows: number, components: number, counts: Pointer) => void;
  readonly largestInRows: (values: Pointer, rows: number, width: number, places: Pointer) => void;
  readonly chooseRows: (
    bounds: Pointer,
    rows: number,
    components: number,
    component: number,
    nearest: Pointer,
    ofNearest: boolean,
    beyond: number,
    chosen: Pointer,
  ) => number;
  readonly gatherLines: (
    input: Pointer,
    dimension: number,
    chosen: Pointer,
    count: number,
    target: Pointer,
  ) => void;
  readonly subtractSquares: (
    whitened: Pointer,
    dimension: number,
    centre: Pointer,
    chosen: Pointer,
    count: number,
    out: Pointer,
    outStride: number,
  ) => void;
  readonly centreScatter: (scatter: Pointer, sums: Pointer, count: number, dimension: number) => void;
  readonly addQuotient: (values: Pointer, length: number, divisor: number, target: Pointer) => void;
  readonly regularizeCovariance: (
    scatter: Pointer,
    own: number,
    pooled: Pointer,
    ofPooled: number,
    kept: number,
    ridge: Pointer,
    dimension: number,
    covariance: Pointer,
  ) => void;
  readonly narrowFactor: (factor: Pointer, dimension: number, narrow: Pointer) => number;
  readonly centreOf: (factor: Pointer, mean: Pointer, dimension: number, centre: Pointer) => void;
  readonly cholesky: (matrix: Pointer, dimension: number) => number;
  readonly invertLower: (lower: Pointer, inverse: Pointer, dimension: number) => void;
  readonly sparseFactor: (
    covariance: Pointer,
    dimension: number,
    rows: number,
    most: number,
    leastShare: number,
    factor: Pointer,
    work: Pointer,
  ) => void;
  readonly knifeFactor: (
    triangle: Pointer,
    scales: Pointer,
    mean: Pointer,
    dimension: number,
    factor: Pointer,
    centre: Pointer,
  ) => void;
  readonly pullRows: (
    deviations: Pointer,
    rowStride: number,
    shares: Pointer,
    shareStride: number,
    rows: number,
    dimension: number,
    pulls: Pointer,
  ) => number;
  readonly knifeGradient: (
    products: Pointer,
    factor: Pointer,
    scales: Pointer,
    mean: Pointer,
    pulls: Pointer,
    dimension: number,
    rows: number,
    share: number,
    byMean: Pointer,
    byLogScale: Pointer,
  ) => void;
}

/**
 * An instance of the compiled kernels, with a memory of its own.
 *
 * @throws RangeError when it cannot have one
 */
export function instantiateKernels(module: WebAssembly.Module): Kernels {
  try {
    return new WebAssembly.Instance(module).exports as unknown as Kernels;
  } catch (error) {
    throw new RangeError(
      `a thread of the wasm engine cannot have its memory, for which some 10 GB of addresses are set aside (see ulimit -v): ${(error as Error).message}`,
    );
  }
}
