import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One migration of the package. */
export interface Migration {
  /** folder name; migrations are applied in the order of their names */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the script, hex: what Prisma stores */
  readonly checksum: string;
}

/**
 * Reads `folder/<name>/migration.sql`, ordered by name.
 *
 * @throws the file system's error when the folder or one of the scripts is missing (a broken installation)
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}
