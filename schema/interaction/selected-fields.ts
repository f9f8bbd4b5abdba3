import type { FieldNode, GraphQLResolveInfo, SelectionNode } from 'graphql';

type Fragments = GraphQLResolveInfo['fragments'];

/** Names of the fields that an operation asks for at the end of a path below a field, directly or through fragments. */
export function selectedFields(
  { fieldNodes, fragments }: GraphQLResolveInfo,
  ...path: readonly string[]
): ReadonlySet<string> {
  const below = path.reduce<readonly FieldNode[]>(
    (nodes, name) => childrenOf(nodes, fragments).filter((node) => node.name.value === name),
    fieldNodes,
  );
  return new Set(childrenOf(below, fragments).map((node) => node.name.value));
}

/** What is asked for of each object of a list: names of fields by the keys they have in the answer. */
export interface ListedLeaves {
  /** The list's own. */
  readonly key: string;
  readonly leaves: ReadonlyMap<string, string>;
}

/**
 * The leaves that an operation asks for of the objects of a list right below a field. Null where it asks for anything
 * else of them, for the list under two keys, or for something under conditions.
 */
export function listedLeaves(info: GraphQLResolveInfo, list: string): ListedLeaves | null {
  const known = lists.get(info.fieldNodes) ?? new Map<string, ListedLeaves | null>();
  lists.set(info.fieldNodes, known);
  if (!known.has(list)) known.set(list, findListedLeaves(info, list));
  return known.get(list)!;
}

/** Compiled execution asks with the same nodes every time. */
const lists = new WeakMap<readonly FieldNode[], Map<string, ListedLeaves | null>>();

function findListedLeaves({ fieldNodes, fragments }: GraphQLResolveInfo, list: string): ListedLeaves | null {
  const beside = selectionsOf(fieldNodes, fragments);
  const lists = beside.filter(isField).filter(({ name }) => name.value === list);
  const [key, ...otherKeys] = new Set(lists.map(keyOf));
  if (key === undefined || otherKeys.length > 0) return null;
  const inside = selectionsOf(lists, fragments);
  if ([...beside, ...inside].some(({ directives }) => directives?.length)) return null;
  const fields = inside.filter(isField);
  if (fields.some(({ selectionSet }) => selectionSet)) return null;
  return { key, leaves: new Map(fields.map((field) => [keyOf(field), field.name.value])) };
}

function childrenOf(nodes: readonly FieldNode[], fragments: Fragments): FieldNode[] {
  return selectionsOf(nodes, fragments).filter(isField);
}

/** Everything below fields: what is in fragments, and the fragments themselves. */
function selectionsOf(nodes: readonly FieldNode[], fragments: Fragments): SelectionNode[] {
  const expanded = (selection: SelectionNode): readonly SelectionNode[] => {
    if (selection.kind === 'Field') return [selection];
    const { selectionSet } =
      selection.kind === 'InlineFragment' ? selection : fragments[selection.name.value]!;
    return [selection, ...selectionSet.selections.flatMap(expanded)];
  };
  return nodes.flatMap(({ selectionSet }) => selectionSet?.selections.flatMap(expanded) ?? []);
}

function isField(selection: SelectionNode): selection is FieldNode {
  return selection.kind === 'Field';
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
