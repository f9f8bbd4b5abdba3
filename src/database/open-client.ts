import pg from 'pg';

/** How long a connection attempt may take before it counts as failed. */
export const CONNECT_TIMEOUT_MS = 10_000;

/**
 * One connection, whose loss while idle is not an uncaught exception (the next query on it fails instead).
 *
 * @throws the driver's own error (`code`: an errno such as ECONNREFUSED, or an SQLSTATE)
 */
export async function openClient(url: string, config: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'interlens',
    ...config,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
