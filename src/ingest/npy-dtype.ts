import type { PythonLiteral } from './python-literal.js';
import { quoteText } from './quote-text.js';
import { failureOf, type Subject } from './subject.js';

/** The element type of an `.npy` array. */
export interface NpyDtype {
  readonly kind: 'float' | 'int' | 'uint' | 'bool' | 'unicode' | 'bytes';
  /** Bytes an element takes. */
  readonly itemSize: number;
  readonly littleEndian: boolean;
  /** As NumPy writes it: `<f4`, `|b1`, `>U12`. */
  readonly descr: string;
}

const EXPECTED =
  'expected floats (f2, f4, f8), integers, booleans, or text (U, S) for labels, ids and splits';
const NUMERIC_SIZES = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8], b: [1] } as const;
const KINDS = { f: 'float', i: 'int', u: 'uint', b: 'bool', U: 'unicode', S: 'bytes' } as const;
/** A text longer than 1,000 characters is refused anyway; this keeps a forged header from asking for gigabytes. */
const MAX_TEXT_BYTES = 1 << 20;
const NAMED_KINDS: Readonly<Record<string, string>> = {
  O: 'Python objects (pickle)',
  c: 'complex numbers',
  M: 'dates',
  m: 'time spans',
  V: 'raw records',
};

/**
 * The dtype a header's `descr` names.
 *
 * @throws InputFailure UNSUPPORTED_ARRAY for objects, records, complex numbers, dates and unknown codes.
 */
export function parseDtype(descr: PythonLiteral, subject: Subject): NpyDtype {
  if (typeof descr !== 'string') {
    throw failureOf(subject, 'UNSUPPORTED_ARRAY', `holds structured records; ${EXPECTED}.`);
  }
  const match = /^([<>|])([fiubUS])(\d{1,7})$/.exec(descr);
  if (match === null) {
    const named = NAMED_KINDS[/^[<>|=]?(\w)/.exec(descr)?.[1] ?? ''];
    const held = `${named === undefined ? '' : `${named}, `}dtype ${quoteText(descr)}`;
    throw failureOf(subject, 'UNSUPPORTED_ARRAY', `holds ${held}; ${EXPECTED}.`);
  }
  const [, order, code, digits] = match as unknown as [string, string, keyof typeof KINDS, string];
  const size = Number(digits);
  const itemSize = code === 'U' ? size * 4 : size;
  const known =
    code === 'U' || code === 'S'
      ? itemSize > 0 && itemSize <= MAX_TEXT_BYTES
      : (NUMERIC_SIZES[code] as readonly number[]).includes(size);
  if (!known) {
    throw failureOf(subject, 'UNSUPPORTED_ARRAY', `has dtype ${quoteText(descr)}; ${EXPECTED}.`);
  }
  return { kind: KINDS[code], itemSize, littleEndian: order !== '>', descr };
}
