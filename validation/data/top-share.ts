/** Share of rows `[N, C]` whose own label has the largest score. */
export function topShare(scores: Float64Array, classIndex: Int32Array, classes: number): number {
  const right = classIndex.reduce((count, label, row) => {
    const ofRow = scores.subarray(row * classes, (row + 1) * classes);
    return count + (ofRow.indexOf(Math.max(...ofRow)) === label ? 1 : 0);
  }, 0);
  return right / classIndex.length;
}
