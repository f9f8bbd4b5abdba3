import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

/**
 * Bytes as base64. Checked without a regular expression over the whole text: on megabytes one either recurses
 * too deep or takes longer than decoding does; and a refusal never repeats the text.
 */
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
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64');
    // Node skips what is not base64; a text that comes back as it was has nothing to skip.
    if (bytes.toString('base64') === value) return bytes;
  }
  throw new GraphQLError('Base64 cannot represent a value that is not padded base64 text.');
}
