import type { GraphQLResolveInfo } from 'graphql';
import type { InteractionSelection } from '../../src/store/interactions/selection.js';
import {
  asObject,
  constantColumn,
  COLUMN_NAMES,
  shownColumns,
  SPREAD_NAMES,
  upperCased,
  type ColumnName,
  type SentColumn,
} from '../../src/store/interactions/shown-columns.js';
import { listedLeaves, selectedFields } from './selected-fields.js';

/** Columns whose values stand in the answer as the database writes them. */
export function answerColumns(
  names: readonly ColumnName[],
  selection: InteractionSelection,
): ReadonlyMap<string, SentColumn> {
  const columns = shownColumns(names, selection).map(
    (column) => (column.name === 'dominant' ? upperCased(column) : column), // as GraphQL names it
  );
  return new Map(columns.map((column) => [column.name, column]));
}

/** The nodes of a page, each written by the database as one object. */
export interface WrittenNodes {
  /** Of the nodes in the answer. */
  readonly key: string;
  readonly object: SentColumn;
}

/** Null where the database cannot write what an operation asks for of a page's nodes. */
export function writtenNodes(info: GraphQLResolveInfo, selection: InteractionSelection): WrittenNodes | null {
  const listed = selectedFields(info).has('edges') ? null : listedLeaves(info, 'nodes');
  if (!listed) return null;
  const columns = answerColumns([...listed.leaves.values()].filter(isColumnName), selection);
  const named = [...listed.leaves].map(
    ([key, name]) => [key, columns.get(name) ?? constantColumn('Interaction')] as const,
  ); // __typename
  return { key: listed.key, object: asObject(new Map(named)) };
}

function isColumnName(name: string): name is ColumnName {
  return COLUMN_NAMES.includes(name as ColumnName);
}

/** The columns that an operation asks for of a page's nodes or edges. */
export function pageColumns(info: GraphQLResolveInfo, selection: InteractionSelection): SentColumn[] {
  const selected = new Set<string>([
    ...selectedFields(info, 'nodes'),
    ...selectedFields(info, 'edges', 'node'),
  ]);
  if (selected.has('spread')) for (const name of SPREAD_NAMES) selected.add(name);
  return shownColumns(
    COLUMN_NAMES.filter((name) => selected.has(name)),
    selection,
  );
}
