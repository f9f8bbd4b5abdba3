import type { z } from 'zod';
import { InputFailure } from '../domain/failure.js';
import type { EstimationConfig } from '../estimation/config.js';
import { estimationConfigSchema } from '../store/run-config.js';
import { expectedValue, valueNames } from './expected-value.js';

/** Values in place of a preset's, in its shape; what is left out stays as it is. */
export type ConfigOverrides = Readonly<Record<string, unknown>>;

/**
 * A configuration with values of the user's own.
 *
 * @param field the caller's name for the overrides
 * @throws InputFailure BAD_CONFIG naming the value by its path, what it may be and what came
 */
export function overrideConfig(
  base: EstimationConfig,
  overrides: ConfigOverrides,
  field = 'config',
): EstimationConfig {
  const bad = (message: string): InputFailure => new InputFailure('BAD_CONFIG', message, field);
  if (Object.hasOwn(overrides, 'preset')) {
    throw bad('The value preset cannot be overridden: choose another preset.');
  }
  const chosen = merged(base, overrides, [], bad);
  const parsed = estimationConfigSchema.safeParse(chosen);
  if (parsed.success) return parsed.data;
  throw bad(complaint(parsed.error.issues, chosen));
}

/** Objects are merged, anything else is replaced; a name that is not there is refused. */
function merged(
  base: object,
  overrides: ConfigOverrides,
  path: readonly string[],
  bad: (message: string) => InputFailure,
): object {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(base, name)) throw bad(unknownName([...path, name]));
    const present = result[name];
    const nested = isPlain(present) && isPlain(value);
    result[name] = nested ? merged(present, value, [...path, name], bad) : value;
  }
  return result;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownName(path: readonly string[]): string {
  const within = path.slice(0, -1);
  const known = valueNames(within)
    .filter((name) => name !== 'preset')
    .join(', ');
  const where = within.length === 0 ? '' : ` under ${within.join('.')}`;
  return known === ''
    ? `There is no value ${path.join('.')}: ${within.join('.')} is a value itself.`
    : `There is no value ${path.join('.')}: expected one of ${known}${where}.`;
}

type Issue = z.core.$ZodIssue;

/** zod's issues as one sentence: an unknown name before all values that are missing, and these before the others. */
function complaint(issues: readonly Issue[], config: object): string {
  const unknown = issues.find((issue) => issue.code === 'unrecognized_keys');
  if (unknown) return unknownName([...unknown.path.map(String), unknown.keys[0]!]);
  const missing = issues.filter((issue) => valueAt(issue, config) === undefined);
  if (missing.length < 2) return sentence(missing[0] ?? issues[0]!, config);
  const named = missing.map(({ path }) => `${path.join('.')} (${expectedValue(path)})`);
  return `The values ${named.slice(0, -1).join(', ')} and ${named.at(-1)!} are missing.`;
}

function valueAt({ path }: Issue, config: object): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown>)[part], config);
}

/** Which value, what it may be, what came. */
function sentence(issue: Issue, config: object): string {
  const name = issue.path.reduce<string>(
    (before, part) => (typeof part === 'number' ? `${before}[${String(part)}]` : `${before}.${String(part)}`),
    '',
  );
  const value = valueAt(issue, config);
  const subject = `The value ${name.slice(1)}`;
  if (issue.code === 'custom') return `${subject} cannot be used: ${issue.message}.`;
  const expected = expectedValue(issue.path);
  return value === undefined
    ? `${subject} is missing: expected ${expected}.`
    : `${subject} must be ${expected}, got ${shownValue(value)}.`;
}

const LONGEST_SHOWN = 60;

function shownValue(value: unknown): string {
  // JSON has no NaN and no infinity, and would say null.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}
