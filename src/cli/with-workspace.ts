import { resolve } from 'node:path';
import { openWorkspace, type Workspace } from '../actions/workspace.js';

/** Exit code of a command that was ended by a signal, as shells have it. */
const INTERRUPTED = 130;
/** After the second signal; whatever it waits for then, the database say, may never come. */
const LEAVES_WITHIN_MS = 4_000;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Options every command has. */
export interface CommonOptions {
  readonly database?: string;
}

/** How a command is told to end. */
export interface Interrupt {
  /** Fires at the first Ctrl-C, SIGTERM or SIGHUP (the terminal is closed). */
  readonly signal: AbortSignal;
  /** Fires at the second: what is only convenient is left. The third ends the process at once. */
  readonly hurry: AbortSignal;
}

/** Opens the workspace for a command and closes it however the command ends. */
export async function withWorkspace(
  { database }: CommonOptions,
  work: (workspace: Workspace, interrupt: Interrupt) => Promise<void>,
): Promise<void> {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = (): void => {
    if (second.signal.aborted) process.exit(INTERRUPTED);
    if (!first.signal.aborted) {
      first.abort();
      return;
    }
    second.abort();
    setTimeout(() => process.exit(INTERRUPTED), LEAVES_WITHIN_MS).unref();
  };
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  const features = process.env['INTERLENS_FEATURES'];
  const workspace = await openWorkspace({
    home: resolve(process.env['INTERLENS_HOME'] ?? '.interlens'),
    ...(database !== undefined && { databaseUrl: database }),
    ...(features !== undefined && features !== '' && { features }),
  });
  try {
    await work(workspace, { signal: first.signal, hurry: second.signal });
  } finally {
    await workspace.close();
    for (const name of ENDING_SIGNALS) process.off(name, onSignal);
  }
}

/** Resolves when the signal fires. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}
