import type { Store } from './open-store.js';

/** Of these feature addresses, the ones no dataset names. */
export async function unreferencedFeatures(store: Store, addresses: readonly string[]): Promise<string[]> {
  const used = await store.prisma.modality.findMany({
    where: { featureSha256: { in: [...addresses] } },
    select: { featureSha256: true },
  });
  const named = new Set(used.map(({ featureSha256 }) => featureSha256));
  return addresses.filter((address) => !named.has(address));
}
