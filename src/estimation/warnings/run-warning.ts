export const RUN_WARNING_CODES = [
  'CLASSIFIER_UNINFORMATIVE',
  'JOINT_CLASSIFIER_WORSE',
  'UNDER_TRAINED',
  'POORLY_CALIBRATED',
  'OUTLIERS_DRAWN_IN',
  'DENSITY_WORSE_THAN_GAUSSIAN',
  'SATURATED',
  'SMALL_CLASS',
  'FEW_ROWS_PER_DIMENSION',
  'COLUMNS_LEFT_OUT',
  'CONSTANT_MODALITY',
  'MIXED_KINDS',
  'ADJUSTED_TO_MIN_INFORMATION',
  'NON_FINITE',
  'IDENTITY_VIOLATED',
] as const;
/** Stable, for programs. */
export type RunWarningCode = (typeof RUN_WARNING_CODES)[number];

/** Why a run's numbers deserve a second look. */
export interface RunWarning {
  readonly code: RunWarningCode;
  /** One plain sentence with the numbers in it, shown as it stands. */
  readonly message: string;
}

/** Differences smaller than this (nats) are not worth a warning: they vanish in the digits a message shows. */
export const LEAST_DIFFERENCE = 0.001;

/** Numbers of nats beyond this are told by their power of ten. */
const HUGE = 1e9;

/** `1.099 nats`, `8.58e+55 nats`; what is not finite is said in words, and zeros have no sign. */
export function inNats(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? 'infinite' : 'minus infinity';
  if (Math.abs(value) >= HUGE) return `${value.toExponential(2)} nats`;
  const text = value.toFixed(3);
  return `${text === '-0.000' ? '0.000' : text} nats`;
}

/** `1 row`, `2 rows`, `2 classes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}
