/**
 * A failure the user can mend: the call, the file or the query is wrong.
 *
 * `message` is one complete sentence that names what was wrong, where, and what was expected; it is shown as
 * it stands (command line: exit code 2; GraphQL: `userErrors` or `extensions.code`). Anything else that is
 * thrown is a bug or an outage and is never shown in detail to a client.
 */
export class InputFailure extends Error {
  override readonly name = 'InputFailure';

  /**
   * @param code  stable, upper-case, for programs: `UNKNOWN_ARRAY`, `DATASET_NOT_FOUND` …
   * @param field the argument the message is about, as the caller spells it; null when there is none
   */
  constructor(
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
