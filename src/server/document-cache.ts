import {
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type Source,
} from 'graphql';
import { LIMITS } from '../../schema/access/operation-limits.js';
import { RecentlyUsed } from '../domain/recently-used.js';

const DOCUMENTS = 100;
/** Characters; longer ones are not kept. */
const LONGEST = 10_000;

/**
 * `parse` and `validate` that do their work once for documents that come again.
 *
 * @param introspection whether the schema may be asked for
 */
export function documentCache(introspection: boolean): {
  readonly parse: (source: string | Source) => DocumentNode;
  readonly validate: (schema: GraphQLSchema, document: DocumentNode) => readonly GraphQLError[];
} {
  const rules = introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const documents = new RecentlyUsed<string, DocumentNode>(DOCUMENTS);
  const errors = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  return {
    parse(source) {
      const text = typeof source === 'string' ? source : source.body;
      const document = documents.get(text) ?? parse(text, { maxLexicalTokens: LIMITS.tokens });
      if (text.length <= LONGEST) documents.set(text, document);
      return document;
    },
    validate(schema, document) {
      const known = errors.get(document) ?? validate(schema, document, rules);
      errors.set(document, known);
      return known;
    },
  };
}
