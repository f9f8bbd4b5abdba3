import { readFileSync } from 'node:fs';

/** What was seen of an event loop. */
export interface LoopReport {
  /**
   * Longest stretch between two turns of the loop, milliseconds of processor time of its thread: neither what other
   * programs take of the processor counts nor what the thread waits for. Null where the system does not say.
   */
  readonly busiest: number | null;
  /** The same by the clock. */
  readonly longest: number;
}

export interface LoopWatch {
  /** Forgets what was seen. */
  reset(): void;
  report(): LoopReport;
  stop(): void;
}

/** How often the loop is looked at: what is found is at most so much too long. */
const LOOK_MS = 5;

/** Watches the event loop of the calling thread; keeps no process alive. */
export function watchEventLoop(): LoopWatch {
  let [clock, busy] = [performance.now(), processorTime()];
  let [busiest, longest] = [0, 0];
  const look = (): void => {
    const [now, used] = [performance.now(), processorTime()];
    if (used !== null && busy !== null) busiest = Math.max(busiest, used - busy);
    longest = Math.max(longest, now - clock);
    [clock, busy] = [now, used];
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    reset() {
      look();
      [busiest, longest] = [0, 0];
    },
    report() {
      look();
      return { busiest: busy === null ? null : busiest, longest };
    },
    stop: () => clearInterval(timer),
  };
}

/** Of the calling thread, milliseconds; only Linux says. */
function processorTime(): number | null {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return null;
  }
}
