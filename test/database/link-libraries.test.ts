import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { linkLibraries } from '../../src/database/link-libraries.js';

const root = mkdtempSync(join(tmpdir(), 'interlens-links-'));
afterAll(() => rmSync(root, { recursive: true }));

mkdirSync(join(root, 'native', 'lib'), { recursive: true });
writeFileSync(join(root, 'native', 'lib', 'libpq.so.5.18'), '');
writeFileSync(
  join(root, 'native', 'pg-symlinks.json'),
  JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]),
);

// root writes through mode bits
test.skipIf(process.getuid?.() === 0)('a read-only installation is named (skipped as root)', () => {
  chmodSync(join(root, 'native', 'lib'), 0o555);
  expect(() => linkLibraries(root)).toThrow(/library links are missing in .*DATABASE_URL/);
  chmodSync(join(root, 'native', 'lib'), 0o755);
});

test('the links an install script would have made are made, once', () => {
  linkLibraries(root);
  linkLibraries(root);
  expect(readlinkSync(join(root, 'native', 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
});
