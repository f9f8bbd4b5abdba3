/** A PostgreSQL database this process may use until it calls `release`. */
export interface DatabaseLease {
  /** `postgresql://user:password@host:port/database`; holds the password, so it must not be logged */
  readonly url: string;
  /** true when this process started the server */
  readonly started: boolean;
  /** Gives the database back; the last process to leave an embedded server stops it. May be called twice. */
  release(): Promise<void>;
}
