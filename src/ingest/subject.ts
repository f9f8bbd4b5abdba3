import { InputFailure } from '../domain/failure.js';

/** What a failure is about: `what` opens the sentence, `field` is the option at fault. */
export interface Subject {
  readonly what: string;
  readonly field: string;
}

/** An InputFailure whose message is `subject.what` followed by `rest`. */
export function failureOf(subject: Subject, code: string, rest: string, cause?: unknown): InputFailure {
  return new InputFailure(
    code,
    `${subject.what} ${rest}`,
    subject.field,
    cause === undefined ? undefined : { cause },
  );
}
