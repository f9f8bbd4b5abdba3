import pg from 'pg';
import { InputFailure } from '../domain/failure.js';
import { CONNECT_TIMEOUT_MS, openClient } from './open-client.js';

/**
 * Connects to a database the user named.
 *
 * @throws InputFailure BAD_DATABASE_URL when `url` is not a PostgreSQL address, DATABASE_UNAVAILABLE when it
 *   cannot be used. Messages name host, port, user and database, never the password.
 */
export async function connectDatabase(url: string): Promise<pg.Client> {
  const target = parseTarget(url);
  try {
    return await openClient(url);
  } catch (error) {
    throw new InputFailure('DATABASE_UNAVAILABLE', describe(error, target), 'DATABASE_URL', { cause: error });
  }
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

function parseTarget(url: string): Target {
  try {
    const parsed = new URL(url);
    if (!/^postgres(ql)?:$/.test(parsed.protocol)) throw new Error('not a PostgreSQL address');
    // An unescaped '/', '#' or '?' in the password pushes its rest (up to the '@') behind the host part, from
    // where a message would print it.
    const behindHost = [parsed.pathname, parsed.hash, ...parsed.searchParams.keys()];
    if (behindHost.some((part) => part.includes('@'))) throw new Error("'@' behind the host");
    const { host, port, user, database } = new pg.Client({ connectionString: url });
    return { host, port, user: user ?? '', database: database ?? '' };
  } catch {
    // The reason is left out: Node's and the driver's errors quote the whole address, password included.
    throw new InputFailure(
      'BAD_DATABASE_URL',
      'DATABASE_URL is not a PostgreSQL address: expected postgresql://user:password@host:port/database, with ' +
        "special characters in the password percent-encoded ('@' as %40, '/' as %2F, '#' as %23).",
      'DATABASE_URL',
    );
  }
}

function describe(error: unknown, { host, port, user, database }: Target): string {
  const { code, message } = error as { code?: string; message: string };
  const server = `the PostgreSQL server at ${host}:${port}`;
  switch (code) {
    case '28P01':
    case '28000':
      return `DATABASE_URL: ${server} did not admit user "${user}" to database "${database}": wrong user or password.`;
    case '3D000':
      return `DATABASE_URL: ${server} has no database "${database}": create it first, or name another.`;
    case 'ECONNREFUSED':
      return `DATABASE_URL: nothing listens at ${host}:${port} (database "${database}"): is PostgreSQL running there?`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `DATABASE_URL: the host name "${host}" (port ${port}, database "${database}") is not known.`;
    default:
  }
  if (/timeout expired/.test(message)) {
    return `DATABASE_URL: ${server} (database "${database}") did not answer within ${CONNECT_TIMEOUT_MS / 1000} s.`;
  }
  if (/client password must be a string/.test(message)) {
    return `DATABASE_URL: ${server} asks for a password for user "${user}" (database "${database}"), and the address has none.`;
  }
  return `DATABASE_URL: could not connect to ${server}, database "${database}", user "${user}": ${message || (code ?? 'unknown error')}`;
}
