/** Something looked at again and again. */
export interface Watch {
  /** Looks now, rather than when it is time. */
  look(): void;
  /** Resolves when no look goes on any more. */
  stop(): Promise<void>;
}

/**
 * Looks every so many milliseconds, never at two things at once. A look that fails is followed by the next: the
 * database may be away.
 */
export function repeatedly(everyMs: number, lookOnce: () => Promise<void>): Watch {
  let looking: Promise<void> | null = null;
  let again = false;

  const isDue = (): boolean => again;
  const lookAll = async (): Promise<void> => {
    do {
      again = false;
      await lookOnce().catch(() => undefined);
    } while (isDue());
    looking = null;
  };
  const timer = setInterval(() => {
    looking ??= lookAll();
  }, everyMs);

  return {
    look() {
      if (looking)
        again = true; // what it sees may be older than the news
      else looking = lookAll();
    },
    async stop() {
      clearInterval(timer);
      again = false;
      await looking;
    },
  };
}
