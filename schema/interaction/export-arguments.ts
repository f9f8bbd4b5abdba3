import {
  coerceInputValue,
  isEnumType,
  isListType,
  isNonNullType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { InputFailure } from '../../src/domain/failure.js';
import type { RowsArgs } from './columns.args.js';
import { enumName } from './columns.type.js';

/** What an export takes: the arguments of `interactionColumns` that say which rows and columns. */
const NAMES = ['filter', 'orderBy', 'columns', 'limit', 'after', 'method', 'unit', 'adjusted'] as const;

/**
 * The arguments of an export, checked as GraphQL checks them.
 *
 * @param given values by name, as in JSON; or texts, as in an address, where JSON of the rest may stand
 * @throws InputFailure BAD_EXPORT
 */
export function exportArguments(schema: GraphQLSchema, given: Readonly<Record<string, unknown>>): RowsArgs {
  const run = schema.getType('EstimationRun') as GraphQLObjectType;
  const declared = run.getFields()['interactionColumns']!.args;
  const unknown = Object.keys(given).find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) {
    throw refused(unknown, `is not known: expected ${NAMES.join(', ')}`);
  }
  const args: Record<string, unknown> = {};
  for (const { name, type, defaultValue } of declared) {
    const value = given[name];
    if (value === undefined) args[name] = defaultValue;
    else
      args[name] = coerceInputValue(fromText(name, value, type), type, (_path, _value, error) => {
        throw refused(name, `is refused: ${error.message}`);
      });
  }
  return args as unknown as RowsArgs;
}

/** In an address everything is text; names of columns may be the ones the rows have. */
function fromText(name: string, value: unknown, type: GraphQLInputType): unknown {
  if (typeof value !== 'string') return value;
  const named = isNonNullType(type) ? type.ofType : type;
  if (name === 'after' || isEnumType(named)) return value;
  if (isListType(named)) return value.split(',').map((item) => enumNameOf(item.trim()));
  try {
    return JSON.parse(value);
  } catch {
    throw refused(name, 'is no JSON');
  }
}

function enumNameOf(column: string): string {
  return /[a-z]/.test(column) ? enumName(column) : column;
}

function refused(name: string, why: string): InputFailure {
  return new InputFailure('BAD_EXPORT', `The argument "${name.slice(0, 100)}" ${why}.`, name.slice(0, 100));
}
