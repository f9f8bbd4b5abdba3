import pg from 'pg';

/** One LISTEN connection of a process, fanned out to any number of listeners. */
export interface Notifications {
  /**
   * Calls `listener` with the payload of every notification on the channel, and with null when some may have
   * been missed (after a reconnection).
   *
   * @returns a promise of a function that ends it; once it resolves, nothing is missed unannounced
   */
  listen(channel: string, listener: (payload: string | null) => void): Promise<() => void>;
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** Connects at the first `listen`, and again with growing pauses whenever the connection is lost. */
export function openNotifications(url: string): Notifications {
  const listeners = new Map<string, Set<(payload: string | null) => void>>();
  let connection: Promise<pg.Client> | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'interlens notifications',
    });
    client.on('notification', ({ channel, payload }) => {
      listeners.get(channel)?.forEach((listener) => {
        listener(payload ?? '');
      });
    });
    let lost = false;
    const onLost = (): void => {
      if (lost) return;
      lost = true;
      connection = null;
      client.end().catch(() => undefined);
      if (!closed) reconnectAfter(FIRST_RETRY_MS);
    };
    client.on('error', onLost);
    client.on('end', onLost);
    await client.connect();
    for (const channel of listeners.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    return client;
  };

  const reconnectAfter = (pause: number): void => {
    clearTimeout(retry);
    retry = setTimeout(() => {
      if (closed || connection) return;
      const attempt = connect();
      connection = attempt;
      attempt.then(
        () => {
          for (const set of listeners.values()) {
            for (const listener of set) listener(null);
          }
        },
        () => {
          if (connection === attempt) connection = null;
          if (!closed) reconnectAfter(Math.min(pause * 2, LONGEST_RETRY_MS));
        },
      );
    }, pause);
    retry.unref();
  };

  return {
    async listen(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      // One statement at a time on the one connection; LISTEN again is harmless and cheap.
      const ready = turn.then(async () => {
        const present = (connection ??= connect());
        try {
          await (await present).query(`LISTEN ${pg.escapeIdentifier(channel)}`);
        } catch {
          if (connection === present) connection = null;
          reconnectAfter(FIRST_RETRY_MS); // the listener hears null once it is back
        }
      });
      turn = ready;
      await ready;
      return () => listeners.get(channel)?.delete(listener);
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      listeners.clear();
      const client = await connection?.catch(() => null);
      await client?.end().catch(() => undefined);
    },
  };
}
