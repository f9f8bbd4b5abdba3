import { randomUUID } from 'node:crypto';

/** A value of an answer whose JSON is there already: large ones are neither parsed nor written anew. */
export class RawJson {
  constructor(readonly text: string) {}

  toJSON(): unknown {
    if (!pieces) return JSON.parse(this.text);
    pieces.push(this.text);
    return MARK + String(pieces.length - 1);
  }
}

/** What an answer that is being written has of them; null while none is. */
let pieces: string[] | null = null;
/** What stands for a piece until it is put in: nobody outside can know it. */
const MARK = `raw:${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(\\d+)"`);

/** The JSON of an answer, raw pieces as they are. */
export function stringifyAnswer(answer: object): string {
  const found: string[] = [];
  pieces = found;
  let text: string;
  try {
    text = JSON.stringify(answer);
  } finally {
    pieces = null;
  }
  // Every second part is a number: what the pattern's group matched.
  return found.length === 0
    ? text
    : text.split(MARKED).map((part, index) => (index % 2 === 0 ? part : found[Number(part)]!)).join(''); // prettier-ignore
}
