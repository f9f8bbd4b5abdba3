/** Whether this machine's typed arrays are little-endian, as `.npy` files almost always are. */
export const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
