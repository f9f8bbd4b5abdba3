import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import { isUuid } from '../store/is-uuid.js';
import type { Store } from '../store/open-store.js';

/** Something that is kept under a name of its own in its dataset, and can be asked for by it. */
export interface NamedKind<Kept> {
  /** As messages say it. */
  readonly what: string;
  /** As codes say it: `SUBSET` in `SUBSET_NOT_FOUND`. */
  readonly code: string;
  readonly find: (store: Store, id: string) => Promise<Kept | null>;
  /** All of a name, of one dataset or of all. */
  readonly named: (store: Store, name: string, datasetId: string | null) => Promise<Kept[]>;
  readonly remove: (store: Store, id: string) => Promise<boolean>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

const LONGEST_NAME = 200;

/** @throws InputFailure BAD_NAME */
export function checkName({ what }: Pick<NamedKind<unknown>, 'what'>, name: string): void {
  const isText = isPlainText(name) && !/\p{Cc}/u.test(name) && name.trim() !== '';
  if (name.length >= 1 && name.length <= LONGEST_NAME && isText && !isUuid(name)) return;
  throw new InputFailure(
    'BAD_NAME',
    `The ${what}'s name must be a text of 1 to ${String(LONGEST_NAME)} characters, not spaces alone, none of them a control character, and not look like an id.`,
    'name',
  );
}

/** @throws InputFailure NAME_TAKEN */
export async function requireFreeName<Kept>(
  store: Store,
  { what, named }: NamedKind<Kept>,
  name: string,
  dataset: Named,
): Promise<void> {
  if ((await named(store, name, dataset.id)).length === 0) return;
  throw new InputFailure(
    'NAME_TAKEN',
    `The dataset "${dataset.name}" has the ${what} "${name}" already: choose another name, or delete that one first.`,
    'name',
  );
}

/**
 * @param idOrName a name serves where one dataset alone has it
 * @param field the caller's name for the argument
 * @throws InputFailure …_NOT_FOUND, AMBIGUOUS_NAME
 */
export async function requireNamed<Kept extends Named>(
  store: Store,
  kind: NamedKind<Kept>,
  idOrName: string,
  field: string,
): Promise<Kept> {
  const byId = await kind.find(store, idOrName);
  if (byId) return byId;
  const [first, ...others] = isPlainText(idOrName) ? await kind.named(store, idOrName, null) : [];
  if (!first) throw notFound(kind, idOrName, field);
  if (others.length === 0) return first;
  const ids = [first, ...others].map(({ id }) => id);
  throw new InputFailure(
    'AMBIGUOUS_NAME',
    `${String(ids.length)} datasets have the ${kind.what} "${idOrName}": give its id, ${ids.join(' or ')}.`,
    field,
  );
}

/** @returns what was deleted @throws InputFailure …_NOT_FOUND, AMBIGUOUS_NAME */
export async function deleteNamed<Kept extends Named>(
  store: Store,
  kind: NamedKind<Kept>,
  idOrName: string,
): Promise<Kept> {
  const kept = await requireNamed(store, kind, idOrName, 'id');
  if (await kind.remove(store, kept.id)) return kept;
  throw notFound(kind, idOrName, 'id'); // somebody else deleted it meanwhile
}

function notFound({ what, code }: NamedKind<unknown>, idOrName: string, field: string): InputFailure {
  return new InputFailure(`${code}_NOT_FOUND`, `There is no ${what} "${idOrName}".`, field);
}
