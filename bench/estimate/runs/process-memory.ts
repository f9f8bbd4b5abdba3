import { readdirSync, readFileSync } from 'node:fs';

/** Most memory at any time, bytes; null where the system does not say. */
export interface PeakMemory {
  /** Resident memory of Interlens's own process. */
  readonly interlens: number | null;
  /** Of all PostgreSQL processes together, what they share counted once. */
  readonly database: number | null;
}

const WATCH_MS = 200;
const KILOBYTE = 1024;

/**
 * Watches a process and the database servers that appear while it runs, by /proc (Linux).
 *
 * @returns what ends the watch and tells
 */
export function watchMemory(pid: number): () => PeakMemory {
  const earlier = new Set(postgresProcesses());
  let own: number | null = null;
  let database: number | null = null;
  const look = (): void => {
    own = most(own, fieldOf(`/proc/${pid}/status`, 'VmHWM'));
    const servers = postgresProcesses().filter((id) => !earlier.has(id));
    const sizes = servers.map((id) => fieldOf(`/proc/${id}/smaps_rollup`, 'Pss'));
    const known = sizes.filter((size) => size !== null);
    if (known.length > 0) database = most(database, known.reduce((sum, size) => sum + size, 0)); // prettier-ignore
  };
  const timer = setInterval(look, WATCH_MS);
  return () => {
    clearInterval(timer);
    return { interlens: own, database };
  };
}

function most(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

function postgresProcesses(): string[] {
  const isPostgres = (id: string): boolean => {
    try {
      return readFileSync(`/proc/${id}/comm`, 'utf8').trim() === 'postgres';
    } catch {
      return false; // it ended meanwhile
    }
  };
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isPostgres(name));
  } catch {
    return [];
  }
}

/** A field in kilobytes of one of the system's tables, bytes. */
function fieldOf(path: string, field: string): number | null {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(path, 'utf8'));
    return found === null ? null : Number(found[1]) * KILOBYTE;
  } catch {
    return null;
  }
}
