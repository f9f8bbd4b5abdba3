import type { DistanceSession, Engine, Standardized } from '../engine.js';
import { Random } from '../random.js';

export interface Clustering {
  /** `[K, d]` */
  readonly centroids: Float64Array;
  /** `[N]` */
  readonly assignment: Int32Array;
  /** Summed squared distance to the own centroid. */
  readonly inertia: number;
}

const RESTARTS = 5;
/** Lloyd iterations after which the starts are compared, and those the best one goes on for. */
const FIRST_ITERATIONS = 2;
const FURTHER_ITERATIONS = 8;

/** The best of five k-means++ starts (Arthur & Vassilvitskii 2007) after two Lloyd iterations, then eight more. */
export async function kMeans(
  engine: Engine,
  features: Standardized,
  clusters: number,
  random: Random,
): Promise<Clustering> {
  const session = await engine.openDistances(features);
  try {
    let best: Clustering | null = null;
    for (let restart = 0; restart < (clusters === 1 ? 1 : RESTARTS); restart += 1) {
      const start = await assign(session, features, await spreadStart(session, features, clusters, random));
      const clustering = await lloyd(session, features, start, clusters, FIRST_ITERATIONS);
      if (!best || clustering.inertia < best.inertia) best = clustering;
    }
    return await lloyd(session, features, best!, clusters, FURTHER_ITERATIONS);
  } finally {
    await session.close();
  }
}

/** Rows picked one by one with probability proportional to the squared distance from those already picked. */
async function spreadStart(
  session: DistanceSession,
  { rows, columns, data }: Standardized,
  clusters: number,
  random: Random,
): Promise<Float64Array> {
  const centroids = new Float64Array(clusters * columns);
  const distance = new Float64Array(rows).fill(Infinity);
  let pick = random.integer(rows);
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const picked = Float64Array.from(data.subarray(pick * columns, (pick + 1) * columns));
    centroids.set(picked, cluster * columns);
    if (cluster + 1 === clusters) break;
    const fromPicked = await session.squaredDistances(picked);
    let total = 0;
    for (let row = 0; row < rows; row += 1) {
      distance[row] = row === pick ? 0 : Math.min(distance[row]!, fromPicked[row] ?? 0);
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

async function lloyd(
  session: DistanceSession,
  features: Standardized,
  start: Clustering,
  clusters: number,
  iterations: number,
): Promise<Clustering> {
  let clustering = start;
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const centroids = movedCentroids(features, clustering, clusters);
    const next = await assign(session, features, centroids);
    const same = next.assignment.every((cluster, row) => cluster === clustering.assignment[row]);
    clustering = next;
    if (same) break; // so would every further centroid be
  }
  return clustering;
}

/** Each row to its nearest centroid. */
async function assign(
  session: DistanceSession,
  { rows, columns }: Standardized,
  centroids: Float64Array,
): Promise<Clustering> {
  const clusters = columns === 0 ? 0 : centroids.length / columns;
  const distances = await session.squaredDistances(centroids);
  const assignment = new Int32Array(rows);
  let inertia = 0;
  for (let row = 0; clusters > 0 && row < rows; row += 1) {
    let nearest = 0;
    for (let cluster = 1; cluster < clusters; cluster += 1) {
      if (distances[row * clusters + cluster]! < distances[row * clusters + nearest]!) nearest = cluster;
    }
    assignment[row] = nearest;
    inertia += distances[row * clusters + nearest]!;
  }
  return { centroids, assignment, inertia };
}

/** Each centroid at the mean of its rows; one that has lost all of them stays where it is. */
function movedCentroids(
  { rows, columns, data }: Standardized,
  { centroids, assignment }: Clustering,
  clusters: number,
): Float64Array {
  const counts = new Float64Array(clusters);
  const sums = new Float64Array(clusters * columns);
  for (let row = 0; row < rows; row += 1) {
    const start = assignment[row]! * columns;
    counts[assignment[row]!]! += 1;
    for (let column = 0; column < columns; column += 1) {
      sums[start + column]! += data[row * columns + column]!;
    }
  }
  return sums.map((sum, index) => {
    const count = counts[Math.floor(index / columns)]!;
    return count === 0 ? centroids[index]! : sum / count;
  });
}
