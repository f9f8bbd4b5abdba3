import type { Kernels, Pointer } from './kernels.js';

const PAGE = 65_536;
const ALIGNMENT = 64;

/** A block of the arena. */
interface Block {
  readonly start: Pointer;
  readonly end: Pointer;
}

/**
 * The memory of one thread's kernels, from which sessions take blocks and give them back. It grows to what the
 * largest moment needs and never shrinks (WebAssembly memory cannot).
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #base: Pointer;
  /** Ascending. */
  readonly #taken: Block[] = [];

  constructor(kernels: Kernels) {
    this.#memory = kernels.memory;
    this.#base = aligned(kernels.heapBase());
  }

  /** Whose blocks are given back together. */
  open(): Region {
    const own: Block[] = [];
    const take = (bytes: number): Pointer => {
      const block = this.#take(bytes);
      own.push(block);
      return block.start;
    };
    return {
      floats: (length) => take(4 * length),
      doubles: (length) => take(8 * length),
      integers: (length) => take(4 * length),
      float32: (start, length) => new Float32Array(this.#memory.buffer, start, length),
      float64: (start, length) => new Float64Array(this.#memory.buffer, start, length),
      int32: (start, length) => new Int32Array(this.#memory.buffer, start, length),
      close: () => {
        for (const block of own.splice(0)) this.#taken.splice(this.#taken.indexOf(block), 1);
      },
    };
  }

  /** Bytes taken. */
  get used(): number {
    return this.#taken.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  #take(bytes: number): Block {
    const size = aligned(Math.max(bytes, 1));
    let start = this.#base;
    let at = 0;
    for (; at < this.#taken.length; at += 1) {
      const next = this.#taken[at]!;
      if (next.start - start >= size) break;
      start = next.end;
    }
    this.#reserve(start + size);
    const block = { start, end: start + size };
    this.#taken.splice(at, 0, block);
    return block;
  }

  #reserve(end: Pointer): void {
    const missing = end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new RangeError(
        `the wasm engine cannot have ${megabytes(end)} MB of memory: ${megabytes(this.used)} MB are in use, ${megabytes(missing)} MB more are needed`,
      );
    }
  }
}

/**
 * Blocks of one session. A view lasts until the next block is taken: growing the memory detaches it.
 */
export interface Region {
  floats(length: number): Pointer;
  doubles(length: number): Pointer;
  integers(length: number): Pointer;
  float32(start: Pointer, length: number): Float32Array;
  float64(start: Pointer, length: number): Float64Array;
  int32(start: Pointer, length: number): Int32Array;
  close(): void;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function megabytes(bytes: number): string {
  return String(Math.ceil(bytes / 2 ** 20));
}
