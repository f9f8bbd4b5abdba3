import { extname } from 'node:path';
import { InputFailure } from '../domain/failure.js';

/** Which of the formats a file's name ends in. @throws InputFailure UNKNOWN_FORMAT */
export function formatOf<Format extends string>(file: string, formats: readonly Format[]): Format {
  const format = formats.find((name) => extname(file).toLowerCase() === `.${name}`);
  if (format !== undefined) return format;
  const endings = formats.map((name) => `.${name}`);
  const last = endings.pop()!;
  const expected = endings.length === 0 ? last : `${endings.join(', ')} or ${last}`;
  throw new InputFailure('UNKNOWN_FORMAT', `--out must end in ${expected}, got "${file}".`, 'out');
}
