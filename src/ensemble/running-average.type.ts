/** The average of the models picked so far, of which a further one can be tried. */
export interface RunningAverage {
  /** The score, larger is better, of the average of the models picked and this one; it is not picked by that. */
  scoreWith(model: number): number;
  add(model: number): void;
}
