import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputFailure } from '../domain/failure.js';

/**
 * npm packages cannot hold symlinks: the package's install script makes them, unless npm was told not to run
 * install scripts.
 *
 * @param root folder of the package, which lists its links in native/pg-symlinks.json
 * @throws InputFailure DATABASE_UNAVAILABLE when links are missing and cannot be made
 */
export function linkLibraries(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link); // source and target always share their folder
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new InputFailure(
        'DATABASE_UNAVAILABLE',
        `PostgreSQL's library links are missing in ${root} and could not be made (${(cause as Error).message}): install with npm's install scripts enabled, make the folder writable, or set DATABASE_URL.`,
        null,
        { cause },
      );
    }
  }
}
