import {
  getNamedType,
  isCompositeType,
  isObjectType,
  isInterfaceType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { mostRows } from '../interaction/most-rows.js';

/** What an operation may have, fragments put in. */
export const LIMITS = {
  /** Of its text: names, numbers, punctuation. */
  tokens: 8_000,
  depth: 20,
  aliases: 100,
  /** Letters of one. */
  aliasLength: 100,
  /** Fields, and fragments that are put in. */
  selections: 2_000,
  /** The same field within one selection: comparing each with each other takes time. */
  repetitions: 20,
  cost: 10_000,
} as const;

/** Fields that send a statement to the database of their own, as often as an operation asks for them. */
const OWN_COST: Readonly<Record<string, number>> = {
  interactions: 10,
  interactionColumns: 10,
  aggregate: 20,
  histogram: 400,
  quantiles: 400,
  density: 400,
  compareRuns: 1_000,
  interactionSeries: 1_000,
  saveSubset: 400,
  savePartition: 400,
  saveRouting: 400,
  selectEnsemble: 5_000,
  samples: 100,
  quality: 1_000,
  captured: 1_000,
};
/** Of what is read from summaries unless it has a filter: all of a run's records are read then. */
const FILTERED_COST: Readonly<Record<string, number>> = { aggregate: 400 };

/** Rows of a page where the operation does not say, as the fields have it. */
const USUAL_PAGE = 50;
/** Lists whose length no argument says. */
const LENGTHS: Readonly<Record<string, number>> = { 'RunSeries.runs': 100, 'InteractionSeries.points': 100 };
/** Rows of a column that cost one. */
const COLUMN_ROWS = 1_000;

/**
 * The cost of an operation: one for each object it asks for, times the size of the pages it is on, and more for
 * what asks the database something of its own.
 *
 * @throws InputFailure TOO_DEEP, TOO_MANY_ALIASES, TOO_LARGE, TOO_COSTLY
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
): number {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const chosen = operations.filter(({ name }) => operationName == null || name?.value === operationName);
  // Others are validated, too.
  const costs = operations.map((operation) => new Measure(schema, document, variables).costOf(operation));
  const cost = Math.max(0, ...chosen.map((operation) => costs[operations.indexOf(operation)]!));
  if (cost > LIMITS.cost) {
    throw new InputFailure(
      'TOO_COSTLY',
      `The operation would cost ${String(Math.round(cost))}, and ${String(LIMITS.cost)} is the most: ask for smaller pages, or for less at once.`,
    );
  }
  return cost;
}

export function tooDeep(): InputFailure {
  return new InputFailure('TOO_DEEP', `The operation is deeper than ${String(LIMITS.depth)} levels.`);
}

class Measure {
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Of variables that are numbers. */
  private readonly defaults = new Map<string, number>();
  private selections = 0;
  private aliases = 0;

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Readonly<Record<string, unknown>>,
  ) {
    const definitions = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(definitions.map((node) => [node.name.value, node]));
  }

  costOf(operation: OperationDefinitionNode): number {
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      if (defaultValue?.kind === Kind.INT) this.defaults.set(variable.name.value, Number(defaultValue.value));
    }
    return this.ofSelections(
      operation.selectionSet,
      this.schema.getRootType(operation.operation),
      1,
      new Map(),
    );
  }

  private ofSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLNamedType | null | undefined,
    depth: number,
    repetitions: Map<string, number>,
  ): number {
    if (depth > LIMITS.depth) {
      throw tooDeep();
    }
    let cost = 0;
    for (const selection of selections) {
      this.selections += 1;
      if (this.selections > LIMITS.selections) {
        throw new InputFailure(
          'TOO_LARGE',
          `The operation has more than ${String(LIMITS.selections)} fields.`,
        );
      }
      if (selection.kind === Kind.FIELD) {
        this.countNames(selection, repetitions);
        cost += this.ofField(selection, parent, depth);
      } else {
        const fragment = this.fragmentAt(selection);
        // A fragment within itself counts until it is too deep.
        if (fragment) cost += this.ofSelections(fragment.selectionSet, parent, depth + 1, repetitions);
      }
    }
    return cost;
  }

  private countNames({ alias, name }: FieldNode, repetitions: Map<string, number>): void {
    if (alias) this.aliases += 1;
    if (alias && alias.value.length > LIMITS.aliasLength) {
      throw new InputFailure(
        'TOO_LARGE',
        `The operation has an alias of more than ${String(LIMITS.aliasLength)} letters.`,
      );
    }
    if (this.aliases > LIMITS.aliases) {
      throw new InputFailure(
        'TOO_MANY_ALIASES',
        `The operation has more than ${String(LIMITS.aliases)} aliases.`,
      );
    }
    const shown = alias?.value ?? name.value;
    const times = (repetitions.get(shown) ?? 0) + 1;
    repetitions.set(shown, times);
    if (times > LIMITS.repetitions) {
      throw new InputFailure(
        'TOO_LARGE',
        `The operation asks for "${shown.slice(0, 100)}" more than ${String(LIMITS.repetitions)} times in one place.`,
      );
    }
  }

  private ofField(field: FieldNode, parent: GraphQLNamedType | null | undefined, depth: number): number {
    const name = field.name.value;
    const declared = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    const type = declared && getNamedType(declared.type);
    const isFiltered =
      parent?.name === 'Subset' ||
      field.arguments?.some(({ name: { value } }) => value === 'filter') === true;
    const own = (isFiltered && FILTERED_COST[name]) || (OWN_COST[name] ?? (isCompositeType(type) ? 1 : 0));
    if (!field.selectionSet) return own;
    const below = this.ofSelections(field.selectionSet, type, depth + 1, new Map());
    if (name === 'interactionColumns') {
      const width = Math.max(1, this.fieldsOf(field.selectionSet));
      const rows = this.argument(field, ['limit']) ?? mostRows(width);
      return own + (rows / COLUMN_ROWS) * width;
    }
    const isPaged = declared?.args.some((argument) => argument.name === 'first') === true;
    const length = isPaged
      ? (this.argument(field, ['first', 'last']) ?? USUAL_PAGE)
      : (LENGTHS[`${String(parent?.name)}.${name}`] ?? 1);
    return own + length * below;
  }

  /** Fields, fragments put in. */
  private fieldsOf({ selections }: SelectionSetNode): number {
    return selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FIELD) return sum + 1;
      const fragment = this.fragmentAt(selection);
      return sum + (fragment ? this.fieldsOf(fragment.selectionSet) : 0);
    }, 0);
  }

  /** Undefined where the document has none of the name. */
  private fragmentAt(
    selection: InlineFragmentNode | FragmentSpreadNode,
  ): InlineFragmentNode | FragmentDefinitionNode | undefined {
    return selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value);
  }

  /** The number that the first of these arguments has that has one; null where none has. */
  private argument(field: FieldNode, names: readonly string[]): number | null {
    for (const name of names) {
      const value = field.arguments?.find((argument) => argument.name.value === name)?.value;
      const number = value && this.numberOf(value);
      if (typeof number === 'number' && number >= 0) return number; // else it is refused, or left out
    }
    return null;
  }

  private numberOf(value: ValueNode): unknown {
    if (value.kind === Kind.INT) return Number(value.value);
    if (value.kind !== Kind.VARIABLE) return null;
    const given = this.variables[value.name.value];
    return given === undefined ? this.defaults.get(value.name.value) : given;
  }
}
