/** What the shell is told. */
export const ExitCode = { done: 0, workFailed: 1, badCall: 2 } as const;
