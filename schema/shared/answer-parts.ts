import type { GraphQLResolveInfo } from 'graphql';
import { RawJson } from './raw-json.js';

type Path = GraphQLResolveInfo['path'];

/**
 * Parts of an answer that the database has written as JSON: resolvers leave an empty list in their place, and who
 * executes the operation puts them in, so that neither looks at each of their values.
 */
export class AnswerParts {
  private readonly parts: { readonly at: Path; readonly json: string }[] = [];

  /** @param key of the answer, below the field that `info` is about */
  add({ path }: GraphQLResolveInfo, key: string, json: string): void {
    this.parts.push({ at: { prev: path, key, typename: undefined }, json });
  }

  putInto(data: unknown): void {
    for (const { at, json } of this.parts) {
      const parent = valueAt(data, at.prev);
      if (parent) parent[at.key] = new RawJson(json);
    }
  }
}

/** Null where an error has taken the place of what was there. */
function valueAt(data: unknown, path: Path | undefined): Record<string, unknown> | null {
  const parent = path ? valueAt(data, path.prev)?.[path.key] : data;
  return typeof parent === 'object' ? (parent as Record<string, unknown> | null) : null;
}
