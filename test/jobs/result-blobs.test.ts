import { describe, expect, it } from 'vitest';
import { decodeScores, encodeScores } from '../../jobs/result-blobs.js';

function shared(parts: readonly Uint8Array[]): Uint8Array<SharedArrayBuffer> {
  const bytes = Buffer.concat(parts);
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

describe('the scores a step leaves', () => {
  const values = Float64Array.of(-0.1, -2.4, -1e-9, -20.7, -Infinity, 0);

  it('stay float32 where a trained classifier gave them, on the memory they were read into', () => {
    const bytes = shared(encodeScores({ values, columns: 3, diagnostics: { model: 'pool' } }));
    const decoded = decodeScores(bytes);
    expect(decoded).toEqual({ values: Float32Array.from(values), columns: 3 });
    expect(decoded.values.buffer).toBe(bytes.buffer);
  });

  it.each([
    ['surprisals', 1, 'mixture'],
    ['scores of the user’s own', 3, 'supplied'],
  ])('keep all their digits where they are %s', (_, columns, model) => {
    const bytes = shared(encodeScores({ values, columns, diagnostics: { model } }));
    expect(decodeScores(bytes)).toEqual({ values, columns });
  });
});
