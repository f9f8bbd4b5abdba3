import type { Notifications } from '../store/notifications.js';
import { say } from './output.js';

const LOOK_MS = 1_000;

/** Says when the database is away, and when it is back. Returns a function that ends it. */
export function tellConnection(notifications: Notifications): () => void {
  let was = true;
  const looking = setInterval(() => {
    const is = notifications.isConnected;
    if (is !== was) say(is ? 'The database is back.' : 'The database cannot be reached: waiting for it.');
    was = is;
  }, LOOK_MS).unref();
  return () => {
    clearInterval(looking);
  };
}
