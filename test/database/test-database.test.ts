import { afterAll, expect, test } from 'vitest';
import { openClient } from '../../src/database/open-client.js';
import { createTestDatabase } from '../support/test-database.js';

const database = await createTestDatabase();
afterAll(() => database.drop());

test('a test database is a database of its own', async () => {
  const db = await openClient(database.url);
  const { rows } = await db.query<{ name: string }>('SELECT current_database() AS name');
  await db.end();
  expect(rows).toEqual([{ name: new URL(database.url).pathname.slice(1) }]);
});

test('dropping a database with an open connection names the leak', async () => {
  const leaky = await createTestDatabase();
  const db = await openClient(leaky.url, { application_name: 'forgotten pool' });
  await expect(leaky.drop()).rejects.toThrow(/left open:\nforgotten pool/);
  await db.end();
}, 10_000);
