import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'prisma/config';

const root = import.meta.dirname;

if (
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] === undefined &&
  process.env['PRISMA_NATIVE_ENGINE'] === undefined
) {
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] = schemaEngine();
}

/**
 * Prisma's command line wants its native schema engine, which is not on npm. Without it:
 * `prisma generate` and `validate` are content with any existing file; `prisma migrate …` gets a stand-in
 * (scripts/prisma-schema-engine.mjs). Set PRISMA_NATIVE_ENGINE=1 to let Prisma download and use its own.
 */
function schemaEngine(): string {
  const needsEngine = process.argv.some((argument) => argument === 'migrate' || argument === 'db');
  if (!needsEngine || process.platform === 'win32') return process.execPath;
  // A launcher with this very node's path in it: for some commands the command line starts the engine without a PATH.
  const folder = join(root, 'node_modules', '.cache', 'interlens');
  const launcher = join(folder, 'prisma-schema-engine.sh');
  mkdirSync(folder, { recursive: true });
  const script = join(root, 'scripts', 'prisma-schema-engine.mjs');
  writeFileSync(launcher, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
  return launcher;
}

const url = process.env['DATABASE_URL'];
const shadowDatabaseUrl = process.env['SHADOW_DATABASE_URL'];

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  ...(url !== undefined && {
    datasource: { url, ...(shadowDatabaseUrl !== undefined && { shadowDatabaseUrl }) },
  }),
});
