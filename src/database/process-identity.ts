import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Tells one process from a later one that was given the same number (pids wrap, and restart after a boot).
 *
 * @returns a string that stays the same for the life of process `pid`, or null when no such process runs.
 *   A dead process that its parent has not collected yet (a zombie) counts as gone.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform === 'linux') return linuxIdentity(pid);
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : null;
  const [state, started] = processStatus(pid, 'state=,lstart=');
  return state === undefined || state.startsWith('Z') ? null : (started ?? '');
}

/** The command line of process `pid` in one string; empty for a zombie; null when it is gone or cannot be told. */
export function processCommand(pid: number): string | null {
  if (process.platform === 'linux') return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? null;
  if (process.platform === 'win32') return null;
  return processStatus(pid, 'command=').join(' ') || null;
}

/** Whether a process with this number exists, whoever owns it and whatever its state. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function linuxIdentity(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // proc(5): the name in parentheses may hold spaces and parentheses, so fields are counted after the last one:
  // state is field 3, starttime (clock ticks since boot) field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const boot = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${fields[19] ?? ''}`;
}

function processStatus(pid: number, columns: string): string[] {
  try {
    const line = execFileSync('ps', ['-o', columns, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
    const [first = '', ...rest] = line.trim().split(/\s+/);
    return first === '' ? [] : [first, rest.join(' ')];
  } catch {
    return [];
  }
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
