import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../src/ingest/read-dataset.js';
import { encodeNpy } from '../../src/ingest/npy.js';
import { openNpz } from '../../src/ingest/npz.js';
import { readNpy } from '../../src/ingest/npy-stream.js';
import { makeFeatureSink } from '../../src/ingest/feature-sink.js';
import { makeTextSink } from '../../src/ingest/text-sink.js';
import { FIXTURES, readFrom, textBytes, withFolder, zipBytes } from './make-files.js';

interface Expected {
  numpy: string;
  numeric: Record<string, string[][]>;
  texts: Record<string, string[]>;
  samples: {
    x1: number[];
    x2: number[];
    classes: string[];
    classIndex: number[];
    ids: string[];
    splits: string[];
  };
}
const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected.json'), 'utf8')) as Expected;
const SUBJECT = { what: 'The array', field: 'file' };

describe.each(['numeric.npz', 'numeric_deflated.npz'])('%s', (file) => {
  it('gives the numbers NumPy wrote, for every dtype, byte order and memory order', async () => {
    const source = await openNpz(join(FIXTURES, file));
    expect(source.names).toEqual(Object.keys(expected.numeric));
    for (const [name, rows] of Object.entries(expected.numeric)) {
      let sink: ReturnType<typeof makeFeatureSink> | undefined;
      await readNpy(
        source.open(name, SUBJECT),
        SUBJECT,
        (header) => (sink = makeFeatureSink(header, SUBJECT)).push,
      );
      const { matrix } = sink!;
      expect([name, matrix.rows, matrix.columns]).toEqual([name, rows.length, rows[0]!.length]);
      expect([name, ...matrix.data]).toEqual([name, ...rows.flat().map(Number)]);
      const single = /^(f2|f4|i1|i2|u1|u2|b1|vector)/.test(name);
      expect([name, matrix.data instanceof Float32Array]).toEqual([name, single]);
    }
    source.close();
  });

  it('decodes alike however the bytes are cut', async () => {
    const source = await openNpz(join(FIXTURES, file));
    for (const name of ['f4_little_C', 'f8_big_F', 'i8_little_F', 'u2_big_C']) {
      const whole: Buffer[] = [];
      for await (const chunk of source.open(name, SUBJECT).chunks()) whole.push(Buffer.from(chunk));
      const bytes = Buffer.concat(whole);
      for (const step of [1, 3, 7, 129]) {
        const chunks = async function* () {
          for (let at = 0; at < bytes.length; at += step)
            yield await Promise.resolve(bytes.subarray(at, at + step));
        };
        let sink: ReturnType<typeof makeFeatureSink> | undefined;
        const stream = { totalBytes: bytes.length, chunks };
        await readNpy(stream, SUBJECT, (header) => (sink = makeFeatureSink(header, SUBJECT)).push);
        expect([...sink!.matrix.data]).toEqual(expected.numeric[name]!.flat().map(Number));
      }
    }
    source.close();
  });
});

describe('texts.npz', () => {
  it.each(Object.keys(expected.texts))('reads %s as texts', async (name) => {
    const source = await openNpz(join(FIXTURES, 'texts.npz'));
    let sink: ReturnType<typeof makeTextSink> | undefined;
    await readNpy(
      source.open(name, SUBJECT),
      SUBJECT,
      (header) => (sink = makeTextSink(header, SUBJECT)).push,
    );
    source.close();
    expect(sink!.texts.values).toEqual(expected.texts[name]);
  });
});

describe('the shipped example', () => {
  it('is read with its incomplete rows left out', async () => {
    const dataset = await readDataset(join(import.meta.dirname, '../../examples/penguins.csv'), {
      modalities: [
        { name: 'bill', array: 'bill_*' },
        { name: 'body', array: 'flipper_length_mm,body_mass_g' },
      ],
      label: 'species',
      missing: 'drop',
    });
    expect(dataset.classes).toEqual(['Adelie', 'Chinstrap', 'Gentoo']);
    expect([dataset.sampleIds.length, dataset.droppedRows]).toEqual([342, 2]);
  });
});

describe('readDataset', () => {
  const arrays = {
    modalities: [
      { name: 'one', array: 'x1' },
      { name: 'two', array: 'x2' },
    ],
    label: 'y',
    id: 'id',
    split: 'part',
    missing: 'refuse',
  } as const;
  const columns = {
    ...arrays,
    modalities: [
      { name: 'one', array: 'a_*' },
      { name: 'two', array: 'b_0, b_1' },
    ],
    label: 'label',
  } as const;

  it.each([
    ['samples.npz', arrays],
    ['samples_deflated.npz', arrays],
    ['samples_zip64.npz', arrays],
    ['samples', arrays],
    ['samples/y.npy', { ...arrays, label: 'y.npy' }],
    ['samples.csv', columns],
    ['samples.tsv', columns],
  ])('reads %s', async (file, selection) => {
    const dataset = await readDataset(join(FIXTURES, file), selection);
    const { samples } = expected;
    expect(dataset.modalities.map(({ name, matrix }) => [name, matrix.rows, matrix.columns])).toEqual([
      ['one', 12, 3],
      ['two', 12, 2],
    ]);
    expect([...dataset.modalities[0]!.matrix.data]).toEqual(samples.x1);
    expect([...dataset.modalities[1]!.matrix.data]).toEqual(samples.x2);
    expect(dataset.classes).toEqual(samples.classes);
    expect([...dataset.classIndex]).toEqual(samples.classIndex);
    expect(dataset.sampleIds).toEqual(samples.ids);
    expect(dataset.splits).toEqual(samples.splits);
    expect(dataset.droppedRows).toBe(0);
  });

  it('numbers samples from 0 and gives no splits where none are named', async () => {
    const { modalities, label } = arrays;
    const dataset = await readDataset(join(FIXTURES, 'samples.npz'), {
      modalities,
      label,
      missing: 'refuse',
    });
    expect(dataset.sampleIds).toEqual(Array.from({ length: 12 }, (_, row) => String(row)));
    expect(dataset.splits).toBeNull();
  });

  it('lets one array be two modalities', async () => {
    const modalities = [...arrays.modalities, { name: 'again', array: 'x1' }];
    const dataset = await readDataset(join(FIXTURES, 'samples.npz'), { ...arrays, modalities });
    expect(dataset.modalities[2]!.matrix).toEqual(dataset.modalities[0]!.matrix);
  });

  it('leaves rows with NaN out of every part when asked to', async () => {
    const x1 = encodeNpy({ rows: 6, columns: 1, data: Float32Array.of(1, NaN, 3, 4, 5, 6) });
    const x2 = encodeNpy({
      rows: 6,
      columns: 2,
      data: Float64Array.of(1, 1, 2, 2, 3, 3, 4, 4, 5, NaN, 6, 6),
    });
    const zip = zipBytes([
      { name: 'x1.npy', data: Buffer.from(x1) },
      { name: 'x2.npy', data: Buffer.from(x2) },
      { name: 'y.npy', data: textBytes(['a', 'a', 'b', 'b', 'a', 'a']) },
      { name: 'notes.txt', data: Buffer.from('passed over') },
    ]);
    const { modalities, label } = arrays;
    const dataset = await readFrom('some.NPZ', zip, { modalities, label, missing: 'drop' });
    expect(dataset.droppedRows).toBe(2);
    expect(dataset.sampleIds).toEqual(['0', '2', '3', '5']);
    expect([...dataset.classIndex]).toEqual([0, 1, 1, 0]);
    expect(dataset.modalities[0]!.matrix).toEqual({ rows: 4, columns: 1, data: Float32Array.of(1, 3, 4, 6) });
    expect([...dataset.modalities[1]!.matrix.data]).toEqual([1, 1, 3, 3, 4, 4, 6, 6]);
  });

  it('sorts classes as numbers only when all are, else by code unit', async () => {
    const table = (labels: string[]) => `a,b,y\n${[...labels, ...labels].map((y) => `1,2,${y}\n`).join('')}`;
    const selection = {
      modalities: [
        { name: 'a', array: 'a' },
        { name: 'b', array: 'b' },
      ],
      label: 'y',
      missing: 'refuse',
    } as const;
    const classes = async (labels: string[]) => (await readFrom('t.csv', table(labels), selection)).classes;
    expect(await classes(['10', '-2', '9', '1e1'])).toEqual(['-2', '9', '10', '1e1']);
    expect(await classes(['10', '9', 'é', 'z', 'Z'])).toEqual(['10', '9', 'Z', 'z', 'é']);
    expect(await classes(['0x10', '9'])).toEqual(['0x10', '9']);
  });

  it.runIf(existsSync('/proc/self/fd'))('leaves no file open, whether it reads or refuses', async () => {
    const openFiles = () => readdirSync('/proc/self/fd').length;
    const before = openFiles();
    await withFolder(async (folder) => {
      const broken = join(folder, 'broken.npz');
      await writeFile(broken, readFileSync(join(FIXTURES, 'samples.npz')).fill(0, 150, 200));
      const notZip = join(folder, 'text.npz');
      await writeFile(notZip, 'text');
      for (let i = 0; i < 20; i += 1) {
        for (const file of ['samples.npz', 'samples_deflated.npz', 'samples']) {
          await readDataset(join(FIXTURES, file), arrays);
          await expect(readDataset(join(FIXTURES, file), { ...arrays, split: 'none' })).rejects.toThrow(
            'none',
          );
        }
        await expect(
          readDataset(join(FIXTURES, 'samples.csv'), { ...columns, label: 'none' }),
        ).rejects.toThrow('none');
        await expect(readDataset(broken, arrays)).rejects.toThrow('damaged');
        await expect(readDataset(notZip, arrays)).rejects.toThrow('damaged');
      }
    });
    // files are closed in the background
    await expect.poll(openFiles).toBeLessThanOrEqual(before + 2);
  });
});
