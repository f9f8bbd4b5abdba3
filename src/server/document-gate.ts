import { createHash } from 'node:crypto';
import { GraphQLError, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { LIMITS, operationCost, tooDeep } from '../../schema/access/operation-limits.js';
import { InputFailure } from '../domain/failure.js';
import { RecentlyUsed } from '../domain/recently-used.js';

/** Documents that may be asked for, by the sha256 of their text in hexadecimal; null where all may. */
export type TrustedDocuments = ReadonlyMap<string, string> | null;

/** What comes before a document is validated: validation itself can be made to take long. */
export interface DocumentGate {
  /** The text of what a request asks for. @throws InputFailure UNTRUSTED_DOCUMENT */
  textOf(request: GraphRequest): string | null;
  /** @throws InputFailure as `operationCost` does; GraphQLError of a text that is no document */
  costOf(text: string, request: GraphRequest): number;
}

/** As GraphQL over HTTP and graphql-ws have it; nothing of it is checked. */
export interface GraphRequest {
  readonly query?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
  /** Of a trusted document: its hash, in place of its text. */
  readonly documentId?: unknown;
}

const DOCUMENTS = 200;
const LONGEST_KEPT = 10_000;

export function documentGate(schema: GraphQLSchema, trusted: TrustedDocuments): DocumentGate {
  const documents = new RecentlyUsed<string, DocumentNode>(DOCUMENTS);
  return {
    textOf(request) {
      const { query } = request;
      if (!trusted) return typeof query === 'string' ? query : null;
      const id = documentIdOf(request) ?? (typeof query === 'string' ? sha256Of(query) : '');
      const text = trusted.get(id);
      if (text !== undefined) return text;
      throw new InputFailure(
        'UNTRUSTED_DOCUMENT',
        'This server answers only the documents it was started with: send the sha256 of one as documentId.',
      );
    },
    costOf(text, { operationName, variables }) {
      const document = documents.get(text) ?? parsed(text);
      if (text.length <= LONGEST_KEPT) documents.set(text, document);
      const given = typeof variables === 'object' && variables !== null ? variables : {};
      const name = typeof operationName === 'string' ? operationName : null;
      return operationCost(schema, document, name, given as Record<string, unknown>);
    },
  };
}

/** @throws InputFailure TOO_DEEP, where the parser's own stack ends; GraphQLError of a text that is no document */
function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxLexicalTokens: LIMITS.tokens });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep();
    throw error;
  }
}

function documentIdOf({ documentId, extensions }: GraphRequest): string | null {
  if (typeof documentId === 'string') return documentId;
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { sha256Hash?: unknown } | null };
  return typeof persistedQuery?.sha256Hash === 'string' ? persistedQuery.sha256Hash : null;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Lets a request through, over HTTP or a socket, that asks for what may be asked for: puts the text of a trusted
 * document in place of its id, so that what is executed is what was looked at.
 *
 * @returns its cost; null where it is no document, of which the executor says where
 * @throws InputFailure UNTRUSTED_DOCUMENT, and as `operationCost` does
 */
export function letThrough(gate: DocumentGate, asked: unknown): number | null {
  if (typeof asked !== 'object' || asked === null || Array.isArray(asked)) return null; // Apollo says what it expected
  const request = withVariables(asked);
  const text = gate.textOf(request);
  if (text === null) return null;
  // The executor keeps no documents of its own: what was asked for by its hash is there now.
  if (typeof request.query !== 'string') delete (asked as { extensions?: unknown }).extensions;
  (asked as { query?: string }).query = text;
  try {
    return gate.costOf(text, request);
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

/** In an address, variables are JSON. */
function withVariables(asked: GraphRequest): GraphRequest {
  if (typeof asked.variables !== 'string') return asked;
  try {
    return { ...asked, variables: JSON.parse(asked.variables) as unknown };
  } catch {
    return asked;
  }
}
