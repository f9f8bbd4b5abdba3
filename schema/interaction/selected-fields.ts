import type { FieldNode, FragmentDefinitionNode, GraphQLResolveInfo, SelectionSetNode } from 'graphql';

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

function childrenOf(
  nodes: readonly FieldNode[],
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): FieldNode[] {
  const inSet = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === 'Field') return [selection];
      if (selection.kind === 'InlineFragment') return inSet(selection.selectionSet);
      return inSet(fragments[selection.name.value]?.selectionSet);
    });
  return nodes.flatMap((node) => inSet(node.selectionSet));
}
