/**
 * Visits fixed-size items of a byte stream that arrives in chunks of any length; an item split between chunks is
 * put together first.
 *
 * @param itemSize bytes an item takes
 * @param visit    reads one item of `itemSize` bytes at `offset` of `view`; both are valid during the call only
 * @returns the function that takes the next chunk
 */
export function makeItemWalker(
  itemSize: number,
  visit: (view: DataView, offset: number) => void,
): (chunk: Uint8Array) => void {
  const split = new Uint8Array(itemSize);
  const splitView = new DataView(split.buffer);
  let held = 0;

  return (chunk) => {
    let offset = 0;
    if (held > 0) {
      offset = Math.min(itemSize - held, chunk.length);
      split.set(chunk.subarray(0, offset), held);
      held += offset;
      if (held < itemSize) return;
      visit(splitView, 0);
      held = 0;
    }
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (; offset + itemSize <= chunk.length; offset += itemSize) visit(view, offset);
    if (offset < chunk.length) {
      split.set(chunk.subarray(offset));
      held = chunk.length - offset;
    }
  };
}
