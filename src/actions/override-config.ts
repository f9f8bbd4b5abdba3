import { InputFailure } from '../domain/failure.js';
import type { EstimationConfig } from '../estimation/config.js';
import { estimationConfigSchema } from '../store/run-config.js';

/** Values in place of a preset's, in its shape; what is left out stays as it is. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/**
 * A preset with values of the user's own.
 *
 * @throws InputFailure BAD_CONFIG naming the value by its path
 */
export function overrideConfig(preset: EstimationConfig, overrides: ConfigOverrides): EstimationConfig {
  const { preset: name, ...values } = overrides;
  if (name !== undefined) {
    throw new InputFailure(
      'BAD_CONFIG',
      'The value preset cannot be overridden: choose another preset.',
      'config',
    );
  }
  const parsed = estimationConfigSchema.safeParse(merged(preset, values, []));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue!.path.join('.');
  throw new InputFailure(
    'BAD_CONFIG',
    `The value ${path || 'given'} cannot be used: ${lowerFirst(issue!.message)}.`,
    'config',
  );
}

/** Objects are merged, anything else is replaced; a name the preset does not have is refused. */
function merged(base: object, overrides: ConfigOverrides, path: readonly string[]): object {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overrides)) {
    const at = [...path, name];
    if (!Object.hasOwn(base, name)) {
      throw new InputFailure(
        'BAD_CONFIG',
        `There is no value ${at.join('.')}: expected one of ${Object.keys(base).join(', ')}${path.length === 0 ? '' : ` under ${path.join('.')}`}.`,
        'config',
      );
    }
    const present = result[name];
    const nested = isPlain(present) && isPlain(value);
    result[name] = nested ? merged(present, value, at) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
