import { resolve } from 'node:path';
import { openWorkspace, type Workspace } from '../actions/workspace.js';

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Options every command has. */
export interface CommonOptions {
  readonly database?: string;
}

/**
 * Opens the workspace for a command and closes it however the command ends. The signal fires at the first
 * Ctrl-C, SIGTERM or SIGHUP (the terminal is closed); a second one ends the process at once.
 */
export async function withWorkspace(
  { database }: CommonOptions,
  work: (workspace: Workspace, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  };
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  const features = process.env['INTERLENS_FEATURES'];
  const workspace = await openWorkspace({
    home: resolve(process.env['INTERLENS_HOME'] ?? '.interlens'),
    ...(database !== undefined && { databaseUrl: database }),
    ...(features !== undefined && features !== '' && { features }),
  });
  try {
    await work(workspace, interrupt.signal);
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
