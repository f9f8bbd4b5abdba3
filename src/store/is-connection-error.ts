import { BlobStoreUnavailable } from '../features/blob-store-unavailable.js';

/**
 * Whether an error says that the database could not be reached, or that the connection broke, rather than what the
 * statement was: the same may succeed later. Whether a statement in flight took effect is not known.
 *
 * Knows the errors of sockets, of PostgreSQL, of pg, and what Prisma wraps around them.
 */
export function isConnectionError(error: unknown): boolean {
  for (let cause = error; typeof cause === 'object' && cause !== null;) {
    if (cause instanceof BlobStoreUnavailable) return false; // its cause is a socket's error, too
    const { code, originalCode, kind, message, meta, cause: next } = cause as ErrorShape;
    if ([code, originalCode, kind].some((word) => typeof word === 'string' && WORDS.test(word))) return true;
    if (typeof message === 'string' && MESSAGES.test(message)) return true;
    cause = meta?.driverAdapterError ?? next;
  }
  return false;
}

/** What is looked at; Prisma's driver adapter keeps the server's code in `originalCode`, and gives others a `kind`. */
interface ErrorShape {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly message?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
  readonly cause?: unknown;
}

const WORDS = new RegExp(
  `^(?:${[
    'ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN',
    'ENOTFOUND|EAI_AGAIN', // the name of a container that is restarted is not known meanwhile
    '08[0-9A-Z]{3}', // connection exceptions
    '57P0[1235]|25P03', // shut down, crashed, starting up, idle for too long, also within a transaction
    '53300', // too many connections
    'P1001|P1002|P1008|P1017|P2024|P2037', // Prisma's numbers of the same
    'DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections',
  ].join('|')})$`,
);

/** pg's own errors have no code. */
const MESSAGES =
  /^(?:Connection terminated|Client has encountered a connection error|timeout e(?:xpired|xceeded when trying to connect)|Client was closed and is not queryable)/;
