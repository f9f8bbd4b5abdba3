import { totalmem } from 'node:os';

/** Of the machine's memory, the part that steps may use: the rest is for the database, the system and this process. */
const SHARE = 0.75;

/** Bytes a worker's steps may use where nobody says otherwise, within the limit of its container. */
export function usableMemory(): number {
  const limit = process.constrainedMemory(); // 0, or more than there is, where there is none
  const total = totalmem();
  return Math.floor(SHARE * (limit > 0 ? Math.min(limit, total) : total));
}
