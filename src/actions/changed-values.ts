import { isDeepStrictEqual } from 'node:util';
import { presets } from '../estimation/presets.js';

/**
 * Which values of a run's configuration are not its preset's, by path; an object the preset has no values for
 * counts as one. Empty for a preset this version does not have.
 */
export function changedValues(preset: string, config: object): Readonly<Record<string, unknown>> {
  return Object.hasOwn(presets, preset) ? Object.fromEntries(differences(presets[preset], config, [])) : {};
}

function differences(base: unknown, value: unknown, path: readonly string[]): [string, unknown][] {
  if (isPlain(base) && isPlain(value)) {
    // In the preset's order: a stored configuration has lost its own.
    return Object.keys(base).flatMap((name) => differences(base[name], value[name], [...path, name]));
  }
  // A run of a version that did not know a value cannot have changed it.
  return value === undefined || isDeepStrictEqual(base, value) ? [] : [[path.join('.'), value]];
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
