/** The store did not do what it was asked, though nothing is known to be lost: a retry may mend it. */
export class BlobStoreUnavailable extends Error {
  override readonly name = 'BlobStoreUnavailable';

  /** @param place where the store is, fit to be shown: no credentials */
  constructor(place: string, reason: string, options?: ErrorOptions) {
    super(`the features in ${place} are out of reach (${reason})`, options);
  }
}
