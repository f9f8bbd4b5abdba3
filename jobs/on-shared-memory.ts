/**
 * The same value with its arrays of numbers on memory that threads share: sent to another thread, and sent on by it,
 * they are not copied there.
 *
 * @param value plain data; matrices on shared memory already stay where they are
 */
export function onSharedMemory<Value>(value: Value): Value {
  return shared(value) as Value;
}

function shared(value: unknown): unknown {
  if (value instanceof Float64Array || value instanceof Float32Array || value instanceof Int32Array) {
    if (value.buffer instanceof SharedArrayBuffer) return value;
    const memory = new SharedArrayBuffer(value.byteLength);
    // The view's own bytes, whatever its elements are.
    new Uint8Array(memory).set(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    if (value instanceof Float64Array) return new Float64Array(memory);
    return value instanceof Float32Array ? new Float32Array(memory) : new Int32Array(memory);
  }
  if (Array.isArray(value)) return value.map(shared);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shared(part)]));
}
