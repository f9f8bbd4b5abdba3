import { SingleBar } from 'cli-progress';
import type { RunEventRecord } from '../store/run-events.js';
import { say } from './output.js';

/** Shows a run's events as they come. */
export interface ProgressDisplay {
  show(event: RunEventRecord): void;
  end(): void;
}

/**
 * A bar with a remaining-time estimate on a terminal, plain lines elsewhere; both on stderr.
 *
 * @param isConnected whether events can come
 */
export function progressDisplay(isConnected: () => boolean): ProgressDisplay {
  return process.stderr.isTTY ? progressBar(isConnected) : progressLines(isConnected);
}

const AWAY = 'waiting for the database';
const LOOK_MS = 1_000;

function progressLines(isConnected: () => boolean): ProgressDisplay {
  let wasConnected = true;
  const looking = setInterval(() => {
    if (wasConnected !== isConnected()) say(wasConnected ? `      ${AWAY}` : '      the database is back');
    wasConnected = isConnected();
  }, LOOK_MS);
  return {
    show: ({ type, progress, message }) => {
      if (type === 'STEP_STARTED' || type === 'STEP_PROGRESS') return; // thousands, where steps are many
      say(`${(100 * progress).toFixed(0).padStart(3)}%  ${message}`);
    },
    end() {
      clearInterval(looking);
    },
  };
}

function progressBar(isConnected: () => boolean): ProgressDisplay {
  let remainingSeconds: number | null = null;
  let toldAt = 0;
  let isBegun = false;
  const bar = new SingleBar({
    format: '{bar} {percentage}% | {remaining} | {step}',
    stream: process.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
  });
  const remaining = (): string => {
    if (!isConnected()) return AWAY;
    if (remainingSeconds === null) return isBegun ? 'estimating' : 'waiting for a worker';
    const left = remainingSeconds - (Date.now() - toldAt) / 1000;
    return left < 1 ? 'almost done' : `about ${duration(left)} left`;
  };
  bar.start(100, 0, { remaining: remaining(), step: 'queued' });
  // Between events the estimate still shrinks: a still clock looks like a hung program.
  const ticking = setInterval(() => {
    bar.update({ remaining: remaining() });
  }, LOOK_MS);
  return {
    show({ type, progress, remainingSeconds: left, step, message }) {
      remainingSeconds = left;
      isBegun = type !== 'QUEUED' && type !== 'RETRIED' && (type !== 'STEP_RETURNED' || left !== null);
      toldAt = Date.now();
      // What went wrong, or is waited for, is a sentence.
      const text = type.startsWith('STEP_') && !NOTEWORTHY.has(type) ? step : message;
      bar.update(Math.floor(100 * progress), { remaining: remaining(), step: text });
    },
    end() {
      clearInterval(ticking);
      bar.stop();
    },
  };
}

/** Events of steps that a person should read. */
const NOTEWORTHY: ReadonlySet<string> = new Set(['STEP_FAILED', 'STEP_RETURNED', 'STEP_WAITING']);

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
