/** What a client may do, each beside all that comes before it: see, run, and do what cannot be undone. */
export const ROLES = ['READER', 'OPERATOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Whoever sends a request. */
export interface Client {
  /** Name of its key; null where none is needed. */
  readonly keyName: string | null;
  readonly role: Role;
}

export function mayDo({ role }: Client, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
