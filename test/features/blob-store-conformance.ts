import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlobMissing, type BlobStore } from '../../src/features/blob-store.type.js';

/** A store and a way behind its back. */
export interface StoreUnderTest {
  readonly blobs: BlobStore;
  /** The same place, opened another time. */
  readonly sameAgain: BlobStore;
  overwrite(sha256: string, bytes: Uint8Array): Promise<void>;
  /** Makes the blob look as if put at this time. */
  setDate(sha256: string, date: Date): Promise<void>;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * MINUTE_MS);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Bytes that no other test puts. */
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What every store promises, see `BlobStore`. */
export function describeBlobStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`blobs in ${name}`, () => {
    let store: StoreUnderTest;
    let blobs: BlobStore;
    beforeAll(async () => {
      store = await open();
      ({ blobs } = store);
    });
    afterAll(() => store.close());

    it('are one whether they came in one part or in several, under the sha256 of all bytes', async () => {
      // More than is hashed at once or sent in one part, and a multiple of neither.
      const bytes = new Uint8Array(21_000_001).map((_, index) => index % 251);
      const shared = new Uint8Array(new SharedArrayBuffer(17_000_000));
      shared.set(bytes.subarray(4_000_001));
      const address = await blobs.put(bytes.subarray(0, 3), bytes.subarray(3, 4_000_001), shared);
      expect(address).toBe(sha256(bytes));
      expect(await store.sameAgain.put(bytes)).toBe(address);
      const got = await store.sameAgain.get(address);
      expect(got.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(got.byteLength).toBe(got.buffer.byteLength);
      expect(Buffer.compare(got, bytes)).toBe(0);
    });

    it('may be small, empty, or of no part', async () => {
      const address = await blobs.put(Uint8Array.of(7));
      expect([...(await blobs.get(address))]).toEqual([7]);
      for (const parts of [[], [new Uint8Array(0)]]) {
        expect(await blobs.get(await blobs.put(...parts))).toHaveLength(0);
      }
    });

    it('lets other work of the process have its turn while it reads and hashes', async () => {
      const address = await blobs.put(new Uint8Array(2 ** 26));
      let turns = 0;
      let counting = true;
      const count = (): void => {
        turns += 1;
        if (counting) setImmediate(count);
      };
      setImmediate(count);
      await blobs.get(address);
      counting = false;
      expect(turns).toBeGreaterThan(15); // a turn for every 4 MiB
    });

    it('are missed when they were never put or were deleted', async () => {
      const address = sha256(bytesOf('deleted'));
      await blobs.delete(address);
      expect(await blobs.has(address)).toBe(false);
      await expect(blobs.get(address)).rejects.toThrow(BlobMissing);
      await blobs.put(bytesOf('deleted'));
      expect(await store.sameAgain.has(address)).toBe(true);
      await blobs.delete(address);
      expect(await store.sameAgain.has(address)).toBe(false);
      await expect(store.sameAgain.get(address)).rejects.toThrow(`the blob ${address} is not in the store`);
    });

    it('are not given out once they were changed behind the back of the store', async () => {
      const address = await blobs.put(bytesOf('changed'));
      await store.overwrite(address, bytesOf('chanGed'));
      const reading = blobs.get(address);
      await expect(reading).rejects.toThrow(BlobMissing);
      await expect(reading).rejects.toThrow('was changed');
      expect(await blobs.has(address)).toBe(false); // they are missing from then on, until they are put again
      expect(await blobs.put(bytesOf('changed'))).toBe(address);
      expect(await blobs.get(address)).toEqual(bytesOf('changed'));
    });

    it('are written anew by a put when they were cut short', async () => {
      const address = await blobs.put(bytesOf('cut short'));
      await store.overwrite(address, bytesOf('cut'));
      await blobs.put(bytesOf('cut short'));
      expect(Buffer.from(await blobs.get(address)).toString()).toBe('cut short');
    });

    it('may be put by several at once', async () => {
      const bytes = new Uint8Array(9_000_000).fill(3);
      const puts = [blobs, store.sameAgain, blobs, store.sameAgain].map((each) => each.put(bytes));
      expect(new Set(await Promise.all(puts))).toEqual(new Set([sha256(bytes)]));
      expect(Buffer.compare(await blobs.get(sha256(bytes)), bytes)).toBe(0);
    });

    it.each([
      '../../etc/passwd',
      `../${'a'.repeat(61)}`,
      '',
      'A'.repeat(64),
      `${'a'.repeat(64)}\n`,
      'a'.repeat(65),
    ])('have no address like %j', async (address) => {
      await Promise.all(
        [
          blobs.get(address),
          blobs.has(address),
          blobs.delete(address),
          blobs.deleteUnused(address, new Date()),
        ].map((use) => expect(use).rejects.toThrow(BlobMissing)),
      );
    });

    describe('when those that nobody uses are deleted', () => {
      it('stay while they were put since', async () => {
        const address = await blobs.put(bytesOf('young'));
        expect(await blobs.deleteUnused(address, minutesAgo(1))).toBe(false);
        await store.setDate(address, minutesAgo(50));
        expect(await blobs.deleteUnused(address, minutesAgo(60))).toBe(false);
        expect(await blobs.has(address)).toBe(true);
      });

      it('go when they were last put before', async () => {
        const address = await blobs.put(bytesOf('old'));
        await store.setDate(address, minutesAgo(70));
        expect(await blobs.deleteUnused(address, minutesAgo(60))).toBe(true);
        expect(await blobs.has(address)).toBe(false);
        expect(await blobs.deleteUnused(address, minutesAgo(60))).toBe(false);
      });

      it('stay when they were put again, though long there', async () => {
        const address = await blobs.put(bytesOf('used again'));
        await store.setDate(address, minutesAgo(70));
        await store.sameAgain.put(bytesOf('used again'));
        expect(await blobs.deleteUnused(address, minutesAgo(60))).toBe(false);
        expect(Buffer.from(await blobs.get(address)).toString()).toBe('used again');
      });
    });
  });
}
