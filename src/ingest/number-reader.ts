import type { NpyDtype } from './npy-dtype.js';

/**
 * How an element of a numeric dtype is read as a number. Booleans are 0 and 1. Integers beyond 2^53 come back
 * rounded, and so as no safe integer.
 */
export function numberReader(dtype: NpyDtype): (view: DataView, offset: number) => number {
  const little = dtype.littleEndian;
  switch (`${dtype.kind}${dtype.itemSize}`) {
    case 'float2':
      return (view, offset) => halfToNumber(view.getUint16(offset, little));
    case 'float4':
      return (view, offset) => view.getFloat32(offset, little);
    case 'float8':
      return (view, offset) => view.getFloat64(offset, little);
    case 'int1':
      return (view, offset) => view.getInt8(offset);
    case 'int2':
      return (view, offset) => view.getInt16(offset, little);
    case 'int4':
      return (view, offset) => view.getInt32(offset, little);
    case 'int8':
      return (view, offset) => Number(view.getBigInt64(offset, little));
    case 'uint1':
      return (view, offset) => view.getUint8(offset);
    case 'uint2':
      return (view, offset) => view.getUint16(offset, little);
    case 'uint4':
      return (view, offset) => view.getUint32(offset, little);
    case 'uint8':
      return (view, offset) => Number(view.getBigUint64(offset, little));
    case 'bool1':
      return (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1);
    default:
      throw new TypeError(`dtype ${dtype.descr} is not numeric`);
  }
}

/** Powers of two by the exponent bits of a half: 2^(e - 15), and 2^-14 for the subnormals' e = 0. */
const HALF_SCALE = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(exponent, 1) - 15));

/** IEEE 754 binary16 to number, exactly. */
function halfToNumber(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * HALF_SCALE[exponent]! * (exponent === 0 ? fraction : 1 + fraction);
}
