import type { ClassType } from 'type-graphql';
import { Field, ObjectType } from 'type-graphql';
import { InputFailure } from '../../src/domain/failure.js';
import { PageInfo } from './page-info.type.js';

export interface EdgeOf<Node> {
  cursor: string;
  node: Node;
}

export interface ConnectionOf<Node> {
  edges: EdgeOf<Node>[];
  pageInfo: PageInfo;
}

/** The Relay connection types of a node type, named `<Node>Connection` and `<Node>Edge`. */
export function connectionTypes<Node extends object>(
  node: () => ClassType<Node>,
  name: string,
): ClassType<ConnectionOf<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge implements EdgeOf<Node> {
    @Field(() => String, { description: 'Opaque; valid as `after` in the same field, method and order.' })
    cursor!: string;

    @Field(node)
    node!: Node;
  }

  @ObjectType(`${name}Connection`)
  class Connection implements ConnectionOf<Node> {
    @Field(() => [Edge])
    edges!: Edge[];

    @Field(() => PageInfo)
    pageInfo!: PageInfo;
  }

  return Connection;
}

/** A page from its nodes and their cursors. */
export function connectionOf<Node>(
  nodes: readonly Node[],
  cursor: (node: Node) => string,
  hasNextPage: boolean,
): ConnectionOf<Node> {
  const edges = nodes.map((node) => ({ cursor: cursor(node), node }));
  return { edges, pageInfo: { hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
}

export const LARGEST_PAGE = 1000;

/** @throws InputFailure BAD_PAGE_SIZE */
export function checkedPageSize(first: number): number {
  if (first >= 1 && first <= LARGEST_PAGE) return first;
  throw new InputFailure(
    'BAD_PAGE_SIZE',
    `first must be from 1 to ${String(LARGEST_PAGE)}, got ${String(first)}.`,
    'first',
  );
}
