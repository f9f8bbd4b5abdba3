import type { Store } from './open-store.js';

/** Of these addresses of features, class scores, models or ensembles, the ones that nothing names. */
export async function unreferencedFeatures(store: Store, addresses: readonly string[]): Promise<string[]> {
  const wanted = { in: [...addresses] };
  const features = await store.prisma.modality.findMany({
    where: { featureSha256: wanted },
    select: { featureSha256: true },
  });
  const scores = await store.prisma.classScores.findMany({
    where: { sha256: wanted },
    select: { sha256: true },
  });
  const models = await store.prisma.registeredModel.findMany({
    where: { sha256: wanted },
    select: { sha256: true },
  });
  const ensembles = await store.prisma.ensemble.findMany({
    where: { sha256: wanted },
    select: { sha256: true },
  });
  const named = new Set([
    ...features.map(({ featureSha256 }) => featureSha256),
    ...scores.map(({ sha256 }) => sha256),
    ...[...models, ...ensembles].map(({ sha256 }) => sha256),
  ]);
  return addresses.filter((address) => !named.has(address));
}
