import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { applyMigrations } from '../../src/database/migrate.js';
import { openClient } from '../../src/database/open-client.js';
import { packageRoot } from '../../src/database/package-root.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** superuser address of database `postgres` on the one server all test files share */
    adminUrl: string;
    /** the migrated database that every test database is a copy of */
    templateDatabase: string;
  }
}

const TEMPLATE_DATABASE = 'interlens_template';

/**
 * Builds the sources, for the processes and threads that tests start, then starts the tests' server with a migrated template database; the returned
 * teardown removes server and database.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  execFileSync('npm', ['run', '--silent', 'build'], {
    cwd: packageRoot(),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const home = mkdtempSync(join(tmpdir(), 'interlens-test-'));
  chmodSync(home, 0o755); // as root the server runs under another account
  const remove = () => rmSync(home, { recursive: true, force: true });
  try {
    const lease = await openEmbeddedPostgres({
      home,
      // Nothing here outlives the run, so nothing needs to survive a crash.
      serverSettings: {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        max_connections: '100',
      },
    });
    try {
      const adminUrl = atDatabase(lease.url, 'postgres');
      await makeTemplate(adminUrl);
      project.provide('adminUrl', adminUrl);
      project.provide('templateDatabase', TEMPLATE_DATABASE);
    } catch (error) {
      await lease.release();
      throw error;
    }
    return async () => {
      await lease.release();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function makeTemplate(adminUrl: string): Promise<void> {
  const admin = await openClient(adminUrl);
  try {
    await admin.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  } finally {
    await admin.end();
  }
  const migrations = join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
  if (existsSync(migrations)) await applyMigrations(atDatabase(adminUrl, TEMPLATE_DATABASE), migrations);
}

function atDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}
