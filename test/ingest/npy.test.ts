import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import { decodeMatrix, encodeNpy } from '../../src/ingest/npy.js';
import { FIXTURES, npyBytes } from './make-files.js';

const fixture = (...path: string[]) => readFileSync(join(FIXTURES, ...path));
const code = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InputFailure);
    return (error as InputFailure).code;
  }
  return null;
};

describe('encodeNpy', () => {
  it.each(['golden_f4.npy', 'golden_f8.npy'])('writes %s as np.save does, byte for byte', (name) => {
    const golden = fixture(name);
    expect(Buffer.from(encodeNpy(decodeMatrix(golden)))).toEqual(golden);
  });

  it.each([
    [0, 3],
    [1, 1],
    [3, 5],
    [123_456, 2],
  ])('aligns the elements of a %d x %d matrix to 64 bytes and round-trips them', (rows, columns) => {
    for (const FloatArray of [Float32Array, Float64Array]) {
      const data = new FloatArray(rows * columns).map((_, i) => Math.sin(i));
      const bytes = encodeNpy({ rows, columns, data });
      expect((bytes.byteLength - data.byteLength) % 64).toBe(0);
      const decoded = decodeMatrix(bytes);
      expect([decoded.rows, decoded.columns]).toEqual([rows, columns]);
      expect(
        Buffer.compare(Buffer.from(decoded.data.buffer, decoded.data.byteOffset), Buffer.from(data.buffer)),
      ).toBe(0);
      expect(decoded.data.buffer).toBe(bytes.buffer);
    }
  });

  it('writes only the part of the buffer that the matrix views', () => {
    const data = Float64Array.of(9, 1, 2, 9).subarray(1, 3);
    expect(decodeMatrix(encodeNpy({ rows: 2, columns: 1, data })).data).toEqual(Float64Array.of(1, 2));
  });
});

describe('decodeMatrix', () => {
  it('views shared memory without a copy', () => {
    const encoded = encodeNpy({ rows: 2, columns: 2, data: Float32Array.of(1, 2, 3, 4) });
    const shared = new Uint8Array(new SharedArrayBuffer(encoded.length + 64), 64);
    shared.set(encoded);
    const { data } = decodeMatrix(shared);
    expect(data.buffer).toBe(shared.buffer);
    data[0] = 7;
    expect(decodeMatrix(shared).data[0]).toBe(7);
  });

  it('copies what is not aligned', () => {
    const encoded = encodeNpy({ rows: 1, columns: 2, data: Float64Array.of(1, 2) });
    const shifted = new Uint8Array(encoded.length + 1).subarray(1);
    shifted.set(encoded);
    const matrix = decodeMatrix(shifted);
    expect(matrix.data).toEqual(Float64Array.of(1, 2));
    expect(matrix.data.buffer).not.toBe(shifted.buffer);
  });

  it.each(['v1.npy', 'v2.npy', 'v3.npy'])('reads format version %s', (name) => {
    const { x1 } = (JSON.parse(fixture('expected.json').toString()) as { samples: { x1: number[] } }).samples;
    expect(decodeMatrix(fixture('versions', name))).toEqual({
      rows: 12,
      columns: 3,
      data: Float32Array.from(x1),
    });
  });

  it('keeps NaN and infinity: refusing them is the reader’s decision', () => {
    expect(decodeMatrix(npyBytes([NaN, -Infinity, -0])).data).toEqual(Float64Array.of(NaN, -Infinity, -0));
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['no signature', Buffer.from('PK\x03\x04 and more text here')],
    ['version 4', npyBytes([1], { version: 4 })],
    ['an expression', npyBytes([1], { text: "{'descr': '<f8', 'fortran_order': False, 'shape': (1+0,)}" })],
    ['a call', npyBytes([1], { text: "__import__('os').system('true')" })],
    ['a missing key', npyBytes([1], { text: "{'descr': '<f8', 'shape': (1,)}" })],
    [
      'a key too many',
      npyBytes([1], { text: "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'x': 1}" }),
    ],
    ['a key twice', npyBytes([1], { text: "{'descr': '<f8', 'descr': '<f8', 'shape': (1,)}" })],
    [
      'text behind the dict',
      npyBytes([1], { text: "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} x" }),
    ],
    ['a set', npyBytes([1], { text: "{'descr', 'fortran_order', 'shape'}" })],
    ['deep nesting', npyBytes([1], { text: '('.repeat(60_000) })],
    ['a negative length', npyBytes([1], { shape: '(-1,)' })],
    ['a length that is no number', npyBytes([1], { shape: "('1',)" })],
    ['an impossible shape', npyBytes([1], { shape: '(9007199254740991, 9007199254740991)' })],
    ['a shape too large for the bytes', npyBytes([1], { shape: '(1000000000000,)' })],
    ['bytes left over', npyBytes([1, 2], { shape: '(1,)' })],
    ['a header longer than the bytes', npyBytes([]).subarray(0, 20)],
  ])('refuses %s as corrupt', (_, bytes) => {
    expect(code(() => decodeMatrix(bytes))).toBe('CORRUPT_FILE');
  });

  it('refuses a header that claims more than 64 KiB before reading it', () => {
    const bytes = Buffer.concat([
      Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0]),
      Buffer.alloc(8, 0xff),
    ]);
    expect(code(() => decodeMatrix(bytes))).toBe('CORRUPT_FILE');
  });

  it.each(["'<f16'", "'<c8'", "'|O'", "'<U0'", "'|S9999999'", "'f8'", "'<i3'", "[('a', '<f4')]", 'None'])(
    'refuses dtype %s as unsupported',
    (descr) => {
      expect(code(() => decodeMatrix(npyBytes([1], { descr })))).toBe('UNSUPPORTED_ARRAY');
    },
  );
});
