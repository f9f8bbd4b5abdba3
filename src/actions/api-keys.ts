import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { InputFailure } from '../domain/failure.js';
import { isPlainText } from '../domain/plain-text.js';
import { RecentlyUsed } from '../domain/recently-used.js';
import type { Client, Role } from '../domain/role.js';
import { deleteApiKey, findApiKey, insertApiKey, touchApiKey, type ApiKeyRecord } from '../store/api-keys.js';
import { isUuid } from '../store/is-uuid.js';
import type { Store } from '../store/open-store.js';

/** Keys read `interlens_ID_SECRET`: the first word lets scanners of leaked secrets know them. */
const PREFIX = 'interlens';
const SECRET_BYTES = 32;
const LONGEST_NAME = 100;
const DAY_MS = 86_400_000;

export interface CreatedApiKey {
  /** Shown this once: only its hash is kept. */
  readonly key: string;
  readonly expiresAt: Date | null;
}

/** @throws InputFailure BAD_KEY_NAME, KEY_NAME_TAKEN */
export async function createApiKey(
  store: Store,
  { name, role, days }: { readonly name: string; readonly role: Role; readonly days: number | null },
): Promise<CreatedApiKey> {
  if (name.length === 0 || name.length > LONGEST_NAME || !isPlainText(name)) {
    throw new InputFailure(
      'BAD_KEY_NAME',
      `A key's name must be a text of 1 to ${String(LONGEST_NAME)} characters.`,
      'name',
    );
  }
  const id = randomUUID();
  const key = [PREFIX, id, randomBytes(SECRET_BYTES).toString('base64url')].join('_');
  const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
  if (!(await insertApiKey(store, { id, name, hash: hashOf(key), role, expiresAt }))) {
    throw new InputFailure(
      'KEY_NAME_TAKEN',
      `There is a key "${name}" already: choose another name.`,
      'name',
    );
  }
  return { key, expiresAt };
}

/** @throws InputFailure KEY_NOT_FOUND */
export async function revokeApiKey(store: Store, name: string): Promise<void> {
  if (await deleteApiKey(store, name)) return;
  throw new InputFailure(
    'KEY_NOT_FOUND',
    `There is no key "${name}": interlens keys list shows them.`,
    'name',
  );
}

/** Tells who holds a key. */
export interface KeyCheck {
  /** Null for a key that is wrong, expired or revoked. */
  clientOf(key: string): Promise<Client | null>;
}

/** How long what the table says of a key is taken for granted, milliseconds: a revoked key works for so long. */
const KNOWN_FOR_MS = 5_000;
/** Between two writings of a key's last use, milliseconds. */
const TOUCH_MS = 60_000;
const MOST_KNOWN = 1_000;

interface KnownKey {
  readonly record: ApiKeyRecord | null;
  readonly readAt: number;
}

export function keyCheck(store: Store): KeyCheck {
  const known = new RecentlyUsed<string, KnownKey>(MOST_KNOWN);
  const touched = new RecentlyUsed<string, number>(MOST_KNOWN);

  const recordOf = async (id: string): Promise<ApiKeyRecord | null> => {
    const present = known.get(id);
    if (present && Date.now() - present.readAt < KNOWN_FOR_MS) return present.record;
    const record = await findApiKey(store, id);
    known.set(id, { record, readAt: Date.now() });
    return record;
  };

  const touch = (id: string): void => {
    if (Date.now() - (touched.get(id) ?? 0) < TOUCH_MS) return;
    touched.set(id, Date.now());
    touchApiKey(store, id).catch(() => undefined); // the next use will tell
  };

  return {
    async clientOf(key) {
      const [prefix, id, secret] = key.split('_', 3);
      if (prefix !== PREFIX || id === undefined || secret === undefined || !isUuid(id)) return null;
      const record = await recordOf(id);
      // Compared also where there is none, and in constant time.
      const isRight = timingSafeEqual(hashOf(key), record?.hash ?? NO_HASH);
      if (!record || !isRight || (record.expiresAt && record.expiresAt.getTime() <= Date.now())) return null;
      touch(id);
      return { keyName: record.name, role: record.role };
    },
  };
}

const NO_HASH = Buffer.alloc(32);

function hashOf(key: string): Buffer<ArrayBuffer> {
  return createHash('sha256').update(key).digest();
}
