import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../support/test-database.js';

it('the migrations make what prisma/schema.prisma says', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const database = await createTestDatabase();
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        join(root, 'node_modules', 'prisma', 'build', 'index.js'),
        ...['migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--script'],
      ],
      { cwd: root, env: { ...process.env, DATABASE_URL: database.url }, timeout: 50_000 },
    );
    expect(stdout.trim()).toMatch(/^-- This is an empty migration\.$/);
  } finally {
    await database.drop();
  }
});
