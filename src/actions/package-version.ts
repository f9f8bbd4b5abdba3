import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../database/package-root.js';

/** Version of this program, recorded with every run. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
