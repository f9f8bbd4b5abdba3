import { InputFailure } from '../domain/failure.js';
import { failureOf, type Subject } from './subject.js';

/**
 * What a reader threw, as the failure the user sees: the operating system's refusals become FILE_UNREADABLE,
 * everything a decoder complains of becomes CORRUPT_FILE. InputFailures pass through.
 */
export function readFailure(error: unknown, subject: Subject): InputFailure {
  if (error instanceof InputFailure) return error;
  const reason = error instanceof Error ? error.message.replace(/[.\s]+$/, '') : String(error);
  const bySystem = error instanceof Error && 'syscall' in error;
  return bySystem
    ? failureOf(subject, 'FILE_UNREADABLE', `could not be read: ${reason}.`, error)
    : failureOf(
        subject,
        'CORRUPT_FILE',
        `is damaged or truncated: ${reason}; expected a whole, valid file.`,
        error,
      );
}
