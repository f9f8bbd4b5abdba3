import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect } from 'vitest';
import { InputFailure } from '../../src/domain/failure.js';
import { readDataset, type ArraySelection } from '../../src/ingest/read-dataset.js';

export const FIXTURES = join(import.meta.dirname, '../fixtures/ingest');

/** `numbers` as an `.npy` file of float64; `header` replaces parts of the dict. */
export function npyBytes(
  numbers: readonly number[],
  header: { descr?: string; order?: string; shape?: string; text?: string; version?: number } = {},
  data: Uint8Array = new Uint8Array(Float64Array.from(numbers).buffer),
): Buffer {
  const { descr = "'<f8'", order = 'False', shape = `(${numbers.length},)`, version = 1 } = header;
  const text = header.text ?? `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const head = Buffer.alloc(10);
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  head.writeUInt16LE(text.length, 8);
  return Buffer.concat([head, Buffer.from(text, 'latin1'), data]);
}

/** Texts as an `.npy` file of `<U`; every UTF-16 code unit is one character, so that halves of pairs can be written. */
export function textBytes(texts: readonly string[]): Buffer {
  const width = Math.max(1, ...texts.map((text) => text.length));
  const codes = new Uint32Array(texts.length * width);
  texts.forEach((text, row) => {
    for (let i = 0; i < text.length; i += 1) codes[row * width + i] = text.charCodeAt(i);
  });
  return npyBytes([], { descr: `'<U${width}'`, shape: `(${texts.length},)` }, new Uint8Array(codes.buffer));
}

export interface ZipClaim {
  name: string;
  data: Buffer;
  method?: number;
  flags?: number;
  size?: number;
}

/** A zip of stored entries whose method, flags and uncompressed size may be lies. */
export function zipBytes(entries: readonly ZipClaim[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, method = 0, flags = 0, size = data.length } of entries) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(data), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

/** Runs `use` with a folder that is removed afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'interlens-ingest-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads a dataset from a file of this name and content. */
export function readFrom(name: string, content: string | Uint8Array, selection: ArraySelection) {
  return withFolder(async (folder) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return readDataset(path, selection);
  });
}

/** Modalities `x1` and `x2`, labels `y`. */
export const selection: ArraySelection = {
  modalities: [
    { name: 'one', array: 'x1' },
    { name: 'two', array: 'x2' },
  ],
  label: 'y',
  missing: 'refuse',
};

/** Four rows that pass; `arrays` replaces or adds some. */
export function npz(arrays: Record<string, Buffer> = {}): Buffer {
  const all: Record<string, Buffer> = {
    x1: npyBytes([1, 2, 3, 4]),
    x2: npyBytes([4, 3, 2, 1]),
    y: npyBytes([0, 1, 0, 1]),
    ...arrays,
  };
  return zipBytes(Object.entries(all).map(([name, data]) => ({ name: `${name}.npy`, data })));
}
/** Reads those four rows, some arrays replaced or added. */
export const readArrays = (arrays: Record<string, Buffer>, more: Partial<ArraySelection> = {}) =>
  readFrom('t.npz', npz(arrays), { ...selection, ...more });

/** The InputFailure `work` ends with, checked for code, field and words of its one-line message. */
export async function expectFailure(
  work: Promise<unknown>,
  code: string,
  field: string,
  ...words: (string | RegExp)[]
): Promise<InputFailure> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(InputFailure);
  const failure = error as InputFailure;
  expect({ code: failure.code, field: failure.field }, failure.message).toEqual({ code, field });
  for (const word of words) {
    if (typeof word === 'string') expect(failure.message).toContain(word);
    else expect(failure.message).toMatch(word);
  }
  expect(failure.message).not.toMatch(/\n/);
  expect(failure.message).toMatch(/[.?]$/);
  return failure;
}
