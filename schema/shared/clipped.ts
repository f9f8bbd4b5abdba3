/** Characters of a message: it may hold what the client sent, which may be anything. */
const LONGEST = 1_000;

/** A message as it is sent. */
export function clipped(message: string): string {
  return message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}…`;
}
