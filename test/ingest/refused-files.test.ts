import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../src/ingest/read-dataset.js';
import {
  expectFailure,
  FIXTURES,
  npyBytes,
  npz,
  readArrays,
  readFrom,
  selection,
  withFolder,
  zipBytes,
} from './make-files.js';

const SAMPLES = join(FIXTURES, 'samples.npz');
const REFUSED = join(FIXTURES, 'refused.npz');

const refused = (array: string) =>
  readDataset(REFUSED, {
    ...selection,
    modalities: [
      { name: 'one', array: 'feature' },
      { name: 'two', array },
    ],
    label: 'label',
  });

describe('the selection', () => {
  it('names at least two modalities', async () => {
    for (const modalities of [[], [selection.modalities[0]!]]) {
      await expectFailure(
        readDataset(SAMPLES, { ...selection, modalities }),
        'TOO_FEW_MODALITIES',
        'modality',
        `${modalities.length} modalit`,
        'at least two',
      );
    }
  });

  it.each(['', 'a b', 'é', 'a/b', 'x'.repeat(65), 'a\n', 'two'])(
    'refuses the modality name %j',
    async (name) => {
      const modalities = [{ name, array: 'x1' }, selection.modalities[1]!];
      await expectFailure(
        readDataset(SAMPLES, { ...selection, modalities }),
        'BAD_MODALITY_NAME',
        'modality',
        name === 'two' ? 'given twice' : '1 to 64 letters',
      );
    },
  );
});

describe('the label', () => {
  it.each(['y', 'y.npy'])('cannot be the modality %s', async (array) => {
    const modalities = [selection.modalities[0]!, { name: 'b', array }];
    await expectFailure(
      readArrays({}, { modalities }),
      'LABEL_AS_FEATURE',
      'modality b',
      'The array "y" of ',
      'is the label and cannot be a feature',
    );
    await expectFailure(readArrays({}, { modalities, label: 'y.npy' }), 'LABEL_AS_FEATURE', 'modality b');
  });
});

describe('the file', () => {
  it('must exist', async () => {
    for (const path of [
      join(FIXTURES, 'none.npz'),
      join(SAMPLES, 'x'),
      'nul\0.npz',
      `${'x'.repeat(5_000)}.npz`,
    ]) {
      await expectFailure(readDataset(path, selection), 'FILE_NOT_FOUND', 'file', 'no file');
    }
  });

  it('must be readable, and a file or a folder of .npy files', async () => {
    await withFolder(async (folder) => {
      await expectFailure(readDataset(folder, selection), 'FILE_UNREADABLE', 'file', 'holds no .npy file');
      await symlink(join(folder, 'loop.npz'), join(folder, 'loop.npz'));
      await expectFailure(
        readDataset(join(folder, 'loop.npz'), selection),
        'FILE_UNREADABLE',
        'file',
        'ELOOP',
      );
      execFileSync('mkfifo', [join(folder, 'pipe.npz')]);
      await expectFailure(
        readDataset(join(folder, 'pipe.npz'), selection),
        'FILE_UNREADABLE',
        'file',
        'regular',
      );
    });
  });

  it('must have a known extension', async () => {
    await expectFailure(readFrom('t.parquet', '', selection), 'UNKNOWN_FORMAT', 'file', '.parquet', '.npz');
    await expectFailure(readFrom('samples', '', selection), 'UNKNOWN_FORMAT', 'file', 'no extension');
  });

  it('must be a zip archive where it is called .npz', async () => {
    await expectFailure(readFrom('t.npz', '', selection), 'CORRUPT_FILE', 'file', 'damaged or truncated');
    await expectFailure(readFrom('t.npz', 'a,b\n1,2\n', selection), 'CORRUPT_FILE', 'file');
    await expectFailure(readFrom('t.npz', npz().subarray(0, -30), selection), 'CORRUPT_FILE', 'file');
  });

  it('must not hold an array twice', async () => {
    const entry = { name: 'x1.npy', data: npyBytes([1]) };
    await expectFailure(
      readFrom('t.npz', zipBytes([entry, entry]), selection),
      'CORRUPT_FILE',
      'file',
      '"x1" twice',
    );
  });

  it('must not lead out of its folder', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'in'));
      for (const name of ['x1', 'x2'])
        await writeFile(join(folder, 'in', `${name}.npy`), npyBytes([1, 2, 3, 4]));
      await writeFile(join(folder, 'y.npy'), npyBytes([0, 1, 0, 1]));
      const outside = { ...selection, label: '../y' };
      await expectFailure(readDataset(join(folder, 'in'), outside), 'UNKNOWN_ARRAY', 'label', '"x1", "x2"');
    });
  });
});

describe('arrays that lie about their size', () => {
  const BIG = "{'descr': '<f8', 'fortran_order': False, 'shape': (100000000, 1000), }";

  it('are refused before anything is allocated', async () => {
    const before = process.memoryUsage().arrayBuffers;
    const x1 = npyBytes([1, 2], { text: BIG });
    await expectFailure(readArrays({ x1 }), 'CORRUPT_FILE', 'modality one', 'truncated', 'needs 800000000');
    const data = deflateRawSync(npyBytes([1, 2], { shape: '(500000000,)' }));
    const size = 4_000_000_000;
    const claim = zipBytes([{ name: 'x1.npy', data, method: 8, size }]);
    await expectFailure(readFrom('t.npz', claim, selection), 'CORRUPT_FILE', 'modality one', 'cannot hold');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  });

  it('are refused when a deflated entry gives more or less than it states', async () => {
    const bytes = npyBytes([1, 2, 3, 4]);
    for (const content of [Buffer.concat([bytes, Buffer.alloc(99)]), bytes.subarray(0, -8)]) {
      const claim = { name: 'x1.npy', data: deflateRawSync(content), method: 8, size: bytes.length };
      const zip = zipBytes([
        claim,
        { name: 'x2.npy', data: bytes },
        { name: 'y.npy', data: npyBytes([0, 1, 0, 1]) },
      ]);
      await expectFailure(readFrom('t.npz', zip, selection), 'CORRUPT_FILE', 'modality one');
    }
  });

  it('are refused when they need more memory than there is', async () => {
    // zeros that really are there, asked for 2,000 times: 512 GiB as float32
    const rows = 2 ** 26;
    const head = npyBytes([], { descr: "'|i1'", shape: `(${rows}, 1)` }, new Uint8Array(0));
    const data = deflateRawSync(Buffer.concat([head, Buffer.alloc(rows)]), { level: 1 });
    const modalities = Array.from({ length: 2_000 }, (_, i) => ({ name: `m${i}`, array: 'x' }));
    const zip = zipBytes(
      ['x', 'y'].map((name) => ({ name: `${name}.npy`, data, method: 8, size: head.length + rows })),
    );
    const read = readFrom('t.npz', zip, { ...selection, modalities, label: 'y' });
    await expectFailure(read, 'UNSUPPORTED_ARRAY', 'modality m0', 'bytes of memory', 'this machine has');
  });

  it('are refused when encrypted or compressed in an unknown way', async () => {
    const data = npyBytes([1, 2, 3, 4]);
    const unknown = zipBytes([{ name: 'x1.npy', data, method: 12 }]);
    await expectFailure(
      readFrom('t.npz', unknown, selection),
      'UNSUPPORTED_ARRAY',
      'modality one',
      'method 12',
    );
    const encrypted = zipBytes([{ name: 'x1.npy', data, method: 8, flags: 1 }]);
    await expectFailure(
      readFrom('t.npz', encrypted, selection),
      'UNSUPPORTED_ARRAY',
      'modality one',
      'encrypted',
    );
  });

  it('are refused when their checksum does not match', async () => {
    const zip = npz();
    zip[zip.indexOf(Buffer.from(Float64Array.of(2).buffer))]! ^= 1;
    await expectFailure(readFrom('t.npz', zip, selection), 'CORRUPT_FILE', 'modality one', 'checksum');
  });
});

describe('an array', () => {
  it('must be there', async () => {
    await expectFailure(
      readDataset(SAMPLES, { ...selection, label: 'labels' }),
      'UNKNOWN_ARRAY',
      'label',
      'samples.npz has no array "labels"',
      '"x1", "x2", "y", "id", "part"',
    );
    const modalities = [selection.modalities[0]!, { name: 'two', array: 'X2' }];
    await expectFailure(
      readDataset(SAMPLES, { ...selection, modalities }),
      'UNKNOWN_ARRAY',
      'modality two',
      'did you mean "x2"?',
    );
    await expectFailure(
      readFrom('t.npz', zipBytes([]), selection),
      'UNKNOWN_ARRAY',
      'modality one',
      'no arrays',
    );
  });

  it.each([
    ['objects', 'Python objects'],
    ['records', 'structured records'],
    ['complex', 'complex numbers'],
    ['dates', 'dates'],
    ['words', 'holds text'],
    ['cube', 'shape (4, 2, 2)'],
    ['scalar', 'shape ()'],
    ['columnless', 'at least one column'],
  ])('of %s cannot be features', async (array, word) => {
    await expectFailure(refused(array), 'UNSUPPORTED_ARRAY', 'modality two', `"${array}"`, word, 'expected');
  });

  it.each(['objects', 'dates', 'cube', 'scalar'])('of %s cannot be labels', async (label) => {
    const modalities = [
      { name: 'one', array: 'feature' },
      { name: 'two', array: 'feature' },
    ];
    await expectFailure(
      readDataset(REFUSED, { ...selection, modalities, label }),
      'UNSUPPORTED_ARRAY',
      'label',
    );
  });

  it('of integers must stay below 2^53 as features', async () => {
    await expectFailure(
      refused('huge_int'),
      'BAD_VALUE',
      'modality two',
      '9007199254740992',
      'row 2, column 0',
    );
  });

  it('must have as many rows as the others', async () => {
    await expectFailure(
      refused('unequal'),
      'ROW_COUNT_MISMATCH',
      'modality two',
      '"unequal"',
      '3 rows',
      '"feature" has 4',
    );
    await expectFailure(readArrays({ y: npyBytes([0, 1, 0]) }), 'ROW_COUNT_MISMATCH', 'label', '"y"', '"x1"');
  });

  it('must have rows', async () => {
    const none = npyBytes([]);
    await expectFailure(readArrays({ x1: none, x2: none, y: none }), 'EMPTY_FILE', 'file', 'no rows');
  });
});
