import type { DistanceSession, Standardized } from '../../engine.js';

/** Squared distances in float64, difference by difference. */
export function plainDistanceSession({ rows, columns, data }: Standardized): DistanceSession {
  return {
    squaredDistances(points) {
      const count = columns === 0 ? 0 : points.length / columns;
      const distances = new Float64Array(rows * count);
      for (let row = 0; row < rows; row += 1) {
        for (let point = 0; point < count; point += 1) {
          let sum = 0;
          for (let column = 0; column < columns; column += 1) {
            const difference = data[row * columns + column]! - points[point * columns + column]!;
            sum += difference * difference;
          }
          distances[row * count + point] = sum;
        }
      }
      return Promise.resolve(distances);
    },
    close: () => Promise.resolve(),
  };
}
