import { close, read } from 'node:fs';
import { RandomAccessReader } from 'yauzl';

/**
 * Reads of an open file that never leave it. yauzl's own reader passes the offsets of a damaged zip64 directory on
 * to `fs.read`, which throws inside a callback, where nobody can catch it; here they are an ordinary error.
 *
 * For the directory and local headers only; owns `fd`, which is closed with the archive.
 */
export class BoundedReader extends RandomAccessReader {
  constructor(
    private readonly fd: number,
    private readonly size: number,
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (position < 0 || position + length > this.size) {
      setImmediate(callback, new Error(`it points to byte ${position} of ${this.size}`));
      return;
    }
    read(this.fd, buffer, offset, length, position, callback);
  }

  override close(callback: (error: Error | null) => void): void {
    close(this.fd, (error) => callback(error ?? null));
  }
}
