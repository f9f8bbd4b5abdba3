import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { decodeBase64 } from '../../src/domain/base64.js';

/** Bytes as base64; a refusal never repeats the text. */
export const Base64 = new GraphQLScalarType<Buffer, string>({
  name: 'Base64',
  description: 'Bytes as base64 (RFC 4648, with padding).',
  parseValue: parseBase64,
  parseLiteral: (node) => parseBase64(node.kind === Kind.STRING ? node.value : null),
  serialize: (value) => (value as Buffer).toString('base64'),
});

function parseBase64(value: unknown): Buffer {
  // Of a large request, which is parsed on a thread: decoded and checked there.
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const bytes = typeof value === 'string' ? decodeBase64(value) : null;
  if (bytes) return bytes;
  throw new GraphQLError('Base64 cannot represent a value that is not padded base64 text.');
}
