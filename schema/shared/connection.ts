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
  nodes: Node[];
  pageInfo: PageInfo;
}

/** The Relay connection types of a node type, named `<Node>Connection` and `<Node>Edge`. */
export function connectionTypes<Node extends object>(
  node: () => ClassType<Node>,
  name: string,
): ClassType<ConnectionOf<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: 'A node of a page, and where it stands.' })
  class Edge implements EdgeOf<Node> {
    @Field(() => String, {
      description: 'Opaque; valid as `after` and `before` in the same field, method and order.',
    })
    cursor!: string;

    @Field(node, { description: 'What stands there.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: 'A page (Relay).' })
  class Connection implements ConnectionOf<Node> {
    @Field(() => [Edge], { description: 'The page’s nodes with their cursors.' })
    edges!: Edge[];

    @Field(() => [node()], {
      description: 'The page’s nodes, for who needs no cursor but those of `pageInfo`.',
    })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo;
  }

  return Connection;
}

/** A page from its nodes and their cursors, which are made when they are asked for. */
export function connectionOf<Node>(
  nodes: readonly Node[],
  cursor: (node: Node, index: number) => string,
  { hasNextPage, hasPreviousPage }: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
): ConnectionOf<Node> {
  const cursorAt = (index: number): string | null => {
    const node = nodes[index];
    return node === undefined ? null : cursor(node, index);
  };
  return {
    get edges() {
      return nodes.map((node, index) => ({ cursor: cursor(node, index), node }));
    },
    nodes: [...nodes],
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      get startCursor() {
        return cursorAt(0);
      },
      get endCursor() {
        return cursorAt(nodes.length - 1);
      },
    },
  };
}

export const LARGEST_PAGE = 1000;

/** @throws InputFailure BAD_PAGE_SIZE */
export function checkedPageSize(size: number, argument: 'first' | 'last' = 'first'): number {
  if (size >= 1 && size <= LARGEST_PAGE) return size;
  throw new InputFailure(
    'BAD_PAGE_SIZE',
    `${argument} must be from 1 to ${String(LARGEST_PAGE)}, got ${String(size)}.`,
    argument,
  );
}
