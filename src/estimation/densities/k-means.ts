import type { Standardized } from '../engine.js';
import { Random } from '../random.js';

export interface Clustering {
  /** `[K, d]` */
  readonly centroids: Float64Array;
  /** `[N]` */
  readonly assignment: Int32Array;
  /** Summed squared distance to the own centroid. */
  readonly inertia: number;
}

const LLOYD_ITERATIONS = 10;
const RESTARTS = 5;

/** The best of five k-means++ starts (Arthur & Vassilvitskii 2007), each followed by ten Lloyd iterations. */
export function kMeans(features: Standardized, clusters: number, random: Random): Clustering {
  let best: Clustering | null = null;
  for (let restart = 0; restart < (clusters === 1 ? 1 : RESTARTS); restart += 1) {
    const centroids = spreadStart(features, clusters, random);
    const clustering = lloyd(features, centroids, clusters);
    if (!best || clustering.inertia < best.inertia) best = clustering;
  }
  return best!;
}

/** Rows picked one by one with probability proportional to the squared distance from those already picked. */
function spreadStart(features: Standardized, clusters: number, random: Random): Float64Array {
  const { rows, columns, data } = features;
  const centroids = new Float64Array(clusters * columns);
  const distance = new Float64Array(rows).fill(Infinity);
  let pick = random.integer(rows);
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    centroids.set(data.subarray(pick * columns, (pick + 1) * columns), cluster * columns);
    let total = 0;
    for (let row = 0; row < rows; row += 1) {
      distance[row] = Math.min(
        distance[row]!,
        squaredDistance(data, row * columns, centroids, cluster * columns, columns),
      );
      total += distance[row]!;
    }
    let remaining = random.uniform() * total;
    pick = rows - 1;
    for (let row = 0; row < rows; row += 1) {
      remaining -= distance[row]!;
      if (remaining <= 0) {
        pick = row;
        break;
      }
    }
  }
  return centroids;
}

function lloyd(features: Standardized, centroids: Float64Array, clusters: number): Clustering {
  let clustering = assign(features, centroids, clusters);
  for (let iteration = 0; iteration < LLOYD_ITERATIONS; iteration += 1) {
    moveCentroids(features, clustering.assignment, centroids, clusters);
    clustering = assign(features, centroids, clusters);
  }
  return clustering;
}

/** Each row to its nearest centroid. */
function assign(features: Standardized, centroids: Float64Array, clusters: number): Clustering {
  const { rows, columns, data } = features;
  const assignment = new Int32Array(rows);
  let inertia = 0;
  for (let row = 0; row < rows; row += 1) {
    let nearest = 0;
    let nearestDistance = Infinity;
    for (let cluster = 0; cluster < clusters; cluster += 1) {
      const distance = squaredDistance(data, row * columns, centroids, cluster * columns, columns);
      if (distance < nearestDistance) {
        nearest = cluster;
        nearestDistance = distance;
      }
    }
    assignment[row] = nearest;
    inertia += nearestDistance;
  }
  return { centroids, assignment, inertia };
}

/** Each centroid to the mean of its rows; one that has lost all of them stays where it is. */
function moveCentroids(
  { rows, columns, data }: Standardized,
  assignment: Int32Array,
  centroids: Float64Array,
  clusters: number,
): void {
  const counts = new Float64Array(clusters);
  const sums = new Float64Array(clusters * columns);
  for (let row = 0; row < rows; row += 1) {
    const cluster = assignment[row]!;
    counts[cluster]! += 1;
    for (let column = 0; column < columns; column += 1) {
      sums[cluster * columns + column]! += data[row * columns + column]!;
    }
  }
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    if (counts[cluster] === 0) continue;
    for (let column = 0; column < columns; column += 1) {
      centroids[cluster * columns + column] = sums[cluster * columns + column]! / counts[cluster]!;
    }
  }
}

function squaredDistance(
  left: Float32Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  length: number,
): number {
  let sum = 0;
  for (let index = 0; index < length; index += 1) {
    const difference = left[leftStart + index]! - right[rightStart + index]!;
    sum += difference * difference;
  }
  return sum;
}
