/** One program among those that do the same work. */
export interface Contender {
  readonly name: string;
  /** Does the work so many times; milliseconds it took. */
  run(times: number): Promise<number>;
  close(): Promise<void>;
}
