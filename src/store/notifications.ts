import { openListeningConnection, type ListeningConnection } from './listening-connection.js';

/** One LISTEN connection of a process, fanned out to any number of listeners. */
export interface Notifications {
  /**
   * Calls `listener` with the payload of every notification on the channel, and with null when some may have
   * been missed (after a connection or reconnection).
   *
   * @returns a promise of a function that ends it; once it resolves, nothing is missed unannounced
   */
  listen(channel: string, listener: Listener): Promise<() => void>;
  /** Whether notifications are heard; also where nobody listens. */
  readonly isConnected: boolean;
  close(): Promise<void>;
}

type Listener = (payload: string | null) => void;

const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 2_000;
const PROBE_MS = 10_000;

/**
 * Connects at the first `listen`, and again with growing pauses whenever the connection cannot be had or is lost.
 *
 * @param probeMs how often it is asked whether the server is still there
 */
export function openNotifications(url: string, probeMs = PROBE_MS): Notifications {
  const listeners = new Map<string, Set<Listener>>();
  let connection: Promise<ListeningConnection> | null = null;
  let pause = FIRST_RETRY_MS;
  let retry: NodeJS.Timeout | undefined;
  let closed = false;
  let isOpen = false;

  const connect = async (): Promise<ListeningConnection> => {
    const opened = await openListeningConnection(url, probeMs, {
      onNotification: (channel, payload) => tell(listeners.get(channel), payload),
      onLost() {
        isOpen = false;
        reconnect();
      },
    });
    // Channels that are added meanwhile wait for this connection and then listen by themselves.
    for (const channel of [...listeners.keys()]) await opened.listen(channel);
    pause = FIRST_RETRY_MS;
    isOpen = true;
    for (const set of listeners.values()) tell(set, null);
    return opened;
  };

  /** The present connection or attempt; null while a pause is being made before the next. */
  const present = (): Promise<ListeningConnection> | null => {
    if (connection || retry || closed) return connection;
    const attempt = connect();
    attempt.catch(() => {
      if (connection === attempt) reconnect();
    });
    return (connection = attempt);
  };

  function reconnect(): void {
    connection = null;
    if (closed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      void present();
    }, pause);
    retry.unref();
    pause = Math.min(2 * pause, LONGEST_RETRY_MS);
  }

  return {
    async listen(channel, listener) {
      const set = listeners.get(channel) ?? new Set();
      listeners.set(channel, set.add(listener));
      try {
        await (await present())?.listen(channel); // LISTEN again is harmless and cheap
      } catch {
        // Without a connection the listener hears null once there is one.
      }
      return () => set.delete(listener);
    },
    get isConnected() {
      return isOpen || listeners.size === 0;
    },
    async close() {
      closed = true;
      clearTimeout(retry);
      listeners.clear();
      const present = await connection?.catch(() => null);
      await present?.close();
    },
  };
}

function tell(listeners: Iterable<Listener> | undefined, payload: string | null): void {
  for (const listener of listeners ?? []) listener(payload);
}
