import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** One connection that listens to channels. */
export interface ListeningConnection {
  /** Once it resolves, notifications on the channel are heard. */
  listen(channel: string): Promise<void>;
  close(): Promise<void>;
}

export interface ListeningEvents {
  readonly onNotification: (channel: string, payload: string) => void;
  /** Called once when the connection is lost, unless it was closed. */
  readonly onLost: () => void;
}

const CONNECTS_WITHIN_MS = 10_000;

/**
 * @param probeMs how often the server is asked whether it is still there; half of it without an answer is a loss, so
 *   that a network that fell silent is noticed
 * @throws the driver's error when it cannot connect; nothing is left open then
 */
export async function openListeningConnection(
  url: string,
  probeMs: number,
  { onNotification, onLost }: ListeningEvents,
): Promise<ListeningConnection> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    application_name: 'interlens notifications',
  });
  let state: 'opening' | 'open' | 'over' = 'opening';
  let turn = Promise.resolve();

  const end = (): Promise<void> => {
    clearInterval(probe);
    state = 'over';
    return client.end().catch(() => undefined);
  };
  const lose = (): void => {
    if (state !== 'open') return;
    void end();
    client.connection.stream.destroy(); // a peer that fell silent would not answer the goodbye either
    onLost();
  };
  client.on('error', lose);
  client.on('end', lose);
  client.on('notification', ({ channel, payload }) => onNotification(channel, payload ?? ''));

  /** Statements take turns on the connection; one that fails or is not answered in time ends it. */
  const query = (sql: string): Promise<void> => {
    const asked = turn.then(async () => {
      const answer = client.query(sql).then(() => true);
      const inTime = await Promise.race([answer, sleep(probeMs / 2, false, { ref: false })]);
      if (!inTime) throw new Error(`no answer to ${sql}`);
    });
    asked.catch(lose);
    turn = asked.catch(() => undefined);
    return asked;
  };

  const probe = setInterval(() => {
    if (state === 'open') query('SELECT 1').catch(() => undefined);
  }, probeMs);
  probe.unref();

  try {
    await client.connect();
  } catch (error) {
    await end();
    throw error;
  }
  state = 'open';
  return { listen: (channel) => query(`LISTEN ${pg.escapeIdentifier(channel)}`), close: end };
}
