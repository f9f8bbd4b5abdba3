/** Texts as the bytes of their UTF-8, one after the other: passed between threads without a copy of any. */
export interface PackedTexts {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `[N]` where each text ends in `bytes`. */
  readonly ends: Float64Array<ArrayBuffer>;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const ends = new Float64Array(texts.length);
  let end = 0;
  texts.forEach((text, index) => {
    end += Buffer.byteLength(text);
    ends[index] = end;
  });
  const bytes = new Uint8Array(end);
  const target = Buffer.from(bytes.buffer);
  texts.forEach((text, index) => {
    target.write(text, index === 0 ? 0 : ends[index - 1]!);
  });
  return { bytes, ends };
}

/** The bytes of one of the texts. */
export function packedText({ bytes, ends }: PackedTexts, index: number): Uint8Array {
  return bytes.subarray(index === 0 ? 0 : ends[index - 1], ends[index]);
}
