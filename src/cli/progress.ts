import { SingleBar } from 'cli-progress';
import type { RunEventRecord } from '../store/run-events.js';
import { say } from './output.js';

/** Shows a run's events as they come. */
export interface ProgressDisplay {
  show(event: RunEventRecord): void;
  end(): void;
}

/** A bar with a remaining-time estimate on a terminal, plain lines elsewhere; both on stderr. */
export function progressDisplay(): ProgressDisplay {
  return process.stderr.isTTY ? progressBar() : progressLines();
}

function progressLines(): ProgressDisplay {
  return {
    show: ({ progress, message }) => {
      say(`${(100 * progress).toFixed(0).padStart(3)}%  ${message}`);
    },
    end: () => undefined,
  };
}

/** Progress below this says too little about the time still needed. */
const LEAST_PROGRESS = 0.02;

function progressBar(): ProgressDisplay {
  const started = Date.now();
  let shown = 0;
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
    if (shown < LEAST_PROGRESS) return 'estimating';
    const seconds = ((Date.now() - started) / 1000) * (1 / shown - 1);
    return `about ${duration(seconds)} left`;
  };
  bar.start(100, 0, { remaining: 'estimating', step: 'queued' });
  // Between events the estimate still shrinks: a still clock looks like a hung program.
  const ticking = setInterval(() => {
    bar.update({ remaining: remaining() });
  }, 1000);
  return {
    show({ progress, step, message }) {
      shown = progress;
      bar.update(Math.floor(100 * progress), { remaining: remaining(), step: step ?? message });
    },
    end() {
      clearInterval(ticking);
      bar.stop();
    },
  };
}

/** `8 s`, `3 min 20 s`, `2 h 5 min`. */
function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
