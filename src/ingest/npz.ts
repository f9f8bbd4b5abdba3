import { close as closeFile, createReadStream, fstat, open as openFile } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflateRaw } from 'node:zlib';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import type { ArraySource, NpyBytes } from './array-source.js';
import { BoundedReader } from './bounded-reader.js';
import { quoteText } from './quote-text.js';
import { readFailure } from './read-failure.js';
import { failureOf, type Subject } from './subject.js';
import { unknownName } from './unknown-name.js';

const SUFFIX = '.npy';
/** DEFLATE cannot do better than 1032:1 (zlib's technical notes); a larger claim is a lie about the size. */
const MAX_DEFLATE_RATIO = 1_032;
const CHUNK_BYTES = 1 << 18;

/**
 * Opens an `.npz` archive (stored or deflated, zip64 too) and reads its directory only. An array's name is its
 * entry's name without `.npy`; entries without that ending are passed over.
 *
 * @throws InputFailure CORRUPT_FILE or FILE_UNREADABLE.
 */
export async function openNpz(path: string): Promise<ArraySource> {
  const subject = { what: `The file ${path}`, field: 'file' };
  const zip = await openZip(path, subject);
  // yauzl emits 'error' for late faults too; unheard, it would end the process
  zip.on('error', () => undefined);
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith(SUFFIX)) continue;
      const name = entry.fileName.slice(0, -SUFFIX.length);
      if (entries.has(name)) throw new Error(`it holds the array ${quoteText(name)} twice`);
      entries.set(name, entry);
    }
    const names = [...entries.keys()];
    const open = (name: string, asked: Subject): NpyBytes => {
      const entry = entries.get(name) ?? entries.get(name.replace(/\.npy$/, ''));
      if (entry === undefined) throw unknownName({ ...subject, field: asked.field }, 'array', name, names);
      checkClaims(entry, zip.fileSize, asked);
      return { totalBytes: entry.uncompressedSize, chunks: () => entryChunks(zip, path, entry) };
    };
    return { path, names, open, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw readFailure(error, subject);
  }
}

async function openZip(path: string, subject: Subject): Promise<ZipFile> {
  let fd: number | null = null;
  try {
    fd = await promisify(openFile)(path, 'r');
    const { size } = await promisify(fstat)(fd);
    return await fromRandomAccessReaderPromise(new BoundedReader(fd, size), size, {
      lazyEntries: true,
      autoClose: false,
    });
  } catch (error) {
    if (fd !== null) await promisify(closeFile)(fd);
    throw readFailure(error, subject);
  }
}

function checkClaims(entry: Entry, fileSize: number, subject: Subject): void {
  if (entry.isEncrypted() || (entry.compressionMethod !== 0 && entry.compressionMethod !== 8)) {
    const how = entry.isEncrypted() ? 'encrypted' : `compressed by method ${entry.compressionMethod}`;
    throw failureOf(subject, 'UNSUPPORTED_ARRAY', `is ${how}; expected a stored or deflated entry.`);
  }
  if (
    entry.compressedSize > fileSize ||
    entry.uncompressedSize > (entry.compressedSize + 1) * MAX_DEFLATE_RATIO
  ) {
    throw failureOf(
      subject,
      'CORRUPT_FILE',
      `claims ${entry.uncompressedSize} bytes in ${entry.compressedSize} compressed ones, which a file of ${fileSize} bytes cannot hold.`,
    );
  }
}

/**
 * The bytes of an entry, inflated where need be. yauzl only finds them: its own streams pass errors on by hand,
 * and leave the checksum to the caller.
 */
async function* entryChunks(zip: ZipFile, path: string, entry: Entry): AsyncGenerator<Uint8Array> {
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  let checksum = 0;
  if (entry.compressedSize > 0) {
    const end = fileDataStart + entry.compressedSize - 1;
    const file = createReadStream(path, { start: fileDataStart, end, highWaterMark: CHUNK_BYTES });
    // an error of the file destroys the inflater with it, and so ends the loop below
    const stream: Readable =
      entry.compressionMethod === 0
        ? file
        : pipeline(file, createInflateRaw({ chunkSize: CHUNK_BYTES }), () => undefined);
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        checksum = crc32(chunk, checksum);
        yield chunk;
      }
    } finally {
      stream.destroy();
      file.destroy();
    }
  }
  if (checksum !== entry.crc32) throw new Error('its checksum (CRC-32) does not match its contents');
}
