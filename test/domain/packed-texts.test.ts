import { describe, expect, it } from 'vitest';
import { packedText, packTexts } from '../../src/domain/packed-texts.js';

describe('packed texts', () => {
  it('give back every text, of whatever length and script', () => {
    const texts = ['', 'a', 'Σ', '', '日本語 🐧', 'end'];
    const packed = packTexts(texts);
    expect(texts.map((_, index) => Buffer.from(packedText(packed, index)).toString())).toEqual(texts);
    expect(packed.ends).toHaveLength(6);
  });

  it('may be none', () => {
    expect(packTexts([])).toEqual({ bytes: new Uint8Array(0), ends: new Float64Array(0) });
  });
});
