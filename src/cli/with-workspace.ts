import { resolve } from 'node:path';
import { openWorkspace, type Workspace } from '../actions/workspace.js';

/** Options every command has. */
export interface CommonOptions {
  readonly database?: string;
}

/**
 * Opens the workspace for a command and closes it however the command ends. The signal fires at the first
 * Ctrl-C or SIGTERM; a second one ends the process at once.
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
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  const workspace = await openWorkspace({
    home: resolve(process.env['INTERLENS_HOME'] ?? '.interlens'),
    ...(database !== undefined && { databaseUrl: database }),
  });
  try {
    await work(workspace, interrupt.signal);
  } finally {
    await workspace.close();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
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
