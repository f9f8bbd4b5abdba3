import { randomUUID } from 'node:crypto';

/** JSON that is there already, as a text or as bytes in pieces. */
type Written = string | readonly Buffer[];

/** A value of an answer whose JSON is there already: large ones are neither parsed nor written anew, nor copied. */
export class RawJson {
  constructor(private readonly written: Written) {}

  toJSON(): unknown {
    if (!isWriting) return JSON.parse(typeof this.written === 'string' ? this.written : Buffer.concat(this.written).toString()); // prettier-ignore
    last += 1;
    waiting.set(last, this.written);
    return MARK + String(last);
  }
}

/** Whether an answer is being written: marks stand in it for such values then. */
let isWriting = false;
/** What belongs in the place of marks, by their numbers, until the answer is sent. */
const waiting = new Map<number, Written>();
let last = 0;
/** Nobody outside can know it. */
const MARK = `raw:${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(\\d+)"`);

/** The JSON of an answer with marks in it: what is sent are its {@link answerPieces}. */
export function stringifyAnswer(answer: object): string {
  const before = last;
  isWriting = true;
  try {
    return JSON.stringify(answer);
  } catch (error) {
    for (let number = before + 1; number <= last; number += 1) waiting.delete(number);
    throw error;
  } finally {
    isWriting = false;
  }
}

/** An answer as it is sent, once: the text of {@link stringifyAnswer} with what belongs in it. */
export function answerPieces(text: string): (string | Buffer)[] {
  // Every second part is a number: what the pattern's group matched.
  return text.split(MARKED).flatMap((part, index): readonly (string | Buffer)[] => {
    if (index % 2 === 0) return [part];
    const written = waiting.get(Number(part))!;
    waiting.delete(Number(part));
    return typeof written === 'string' ? [written] : written;
  });
}
