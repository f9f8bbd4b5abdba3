import { z } from 'zod';
import { estimationConfigSchema } from '../store/run-config.js';

/** The part of JSON Schema that zod writes for a configuration. */
interface ValueSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: ValueSchema;
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly anyOf?: readonly ValueSchema[];
}

const schema = z.toJSONSchema(estimationConfigSchema) as ValueSchema;

/** What a value of a configuration may be, for a sentence: `a whole number from 1 to 4096`. */
export function expectedValue(path: readonly PropertyKey[]): string {
  const found = path.reduce<ValueSchema | undefined>(step, schema);
  return found ? inWords(found) : 'another value';
}

/** Names of the values under a path; none where it leads to a value itself, or nowhere. */
export function valueNames(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(whole(path.reduce<ValueSchema | undefined>(step, schema))?.properties ?? {});
}

function step(from: ValueSchema | undefined, name: PropertyKey): ValueSchema | undefined {
  const found = whole(from);
  return typeof name === 'number' ? found?.items : found?.properties?.[String(name)];
}

/** What a value that may be null is where it is not. */
function whole(value: ValueSchema | undefined): ValueSchema | undefined {
  return value?.anyOf?.find(({ type }) => type !== 'null') ?? value;
}

function inWords(value: ValueSchema): string {
  if (value.anyOf) return value.anyOf.map(inWords).join(', or ');
  if (value.enum) return `one of ${value.enum.join(', ')}`;
  switch (value.type) {
    case 'integer':
      return `a whole number ${bounds(value)}`;
    case 'number':
      return `a number ${bounds(value)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list of ${count(value)}, each ${inWords(value.items ?? {})}`;
    case 'object':
      return `an object with values for ${Object.keys(value.properties ?? {}).join(', ')}`;
    case 'null':
      return 'null';
    default:
      return 'a text';
  }
}

function bounds({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ValueSchema): string {
  const hasMost = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (minimum !== undefined) {
    return hasMost ? `from ${String(minimum)} to ${String(maximum)}` : `of ${String(minimum)} or more`;
  }
  const least = `above ${String(exclusiveMinimum)}`;
  if (exclusiveMaximum !== undefined) return `${least} and below ${String(exclusiveMaximum)}`;
  return hasMost ? `${least}, at most ${String(maximum)}` : least;
}

function count({ minItems = 0, maxItems }: ValueSchema): string {
  if (maxItems === undefined) return `at least ${String(minItems)}`;
  return minItems === 0 ? `at most ${String(maxItems)}` : `${String(minItems)} to ${String(maxItems)}`;
}
