/** The call was right, the work did not come to its end: one line on stderr, exit code 1. */
export class WorkFailure extends Error {
  override readonly name = 'WorkFailure';
}
