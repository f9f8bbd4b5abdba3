/**
 * The bytes of padded base64 text (RFC 4648), or null where it is none. Checked without a regular expression over the whole
 * text: on megabytes one either recurses too deep or takes longer than decoding does.
 */
export function decodeBase64(text: string): Buffer<ArrayBuffer> | null {
  const bytes = Buffer.from(text, 'base64');
  // Node skips what is not base64; a text that comes back as it was has nothing to skip.
  return bytes.toString('base64') === text ? bytes : null;
}
