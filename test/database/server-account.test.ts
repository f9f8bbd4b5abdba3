import { chmodSync, chownSync, cpSync, existsSync, lstatSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openEmbeddedPostgres } from '../../src/database/embedded-postgres.js';
import { accountPasses, runAs, serverAccount } from '../../src/database/server-account.js';
import { findServerBinaries, reachableBinaries } from '../../src/database/server-binaries.js';
import { serverPlace } from '../../src/database/server-place.js';
import { dataOf, isServed, makeHome, removeHomes, startLease } from './homes.js';

const isRoot = process.getuid?.() === 0;
const account = serverAccount();
/** Any account but root's and the server's own. */
const ordinary = { name: 'an ordinary user', uid: 65_534, gid: 65_534 };
const checkoutIsOpen =
  account !== null &&
  (await accountPasses(ordinary, '-r', import.meta.filename, '-a', '-x', process.execPath));

afterAll(removeHomes);

describe.skipIf(!isRoot)('as root (skipped for an ordinary user)', () => {
  test('the server runs under an unprivileged account', async () => {
    const home = makeHome();
    const lease = await openEmbeddedPostgres({ home });
    expect(statSync(join(home, 'postgres')).uid).toBe(account?.uid);
    expect(statSync(join(home, 'postgres-password')).uid).toBe(0);
    await lease.release();
  });

  test('a home that account cannot enter gets its data in the system folder, and keeps it', async () => {
    const home = makeHome(0o700);
    const first = await openEmbeddedPostgres({ home });
    expect(dataOf(home)).toMatch(/^\/var\/lib\/interlens\/[0-9a-f]{12}\/postgres$/);
    expect(isServed(home)).toBe(true);
    await first.release();
    expect(isServed(home)).toBe(false);

    chmodSync(home, 0o755);
    const place = await serverPlace(home);
    expect(place.data).toBe(dataOf(home));
    expect(existsSync(join(home, 'postgres'))).toBe(false);
  });

  test('data that became unreachable is not replaced by an empty server', async () => {
    const home = makeHome();
    await (await openEmbeddedPostgres({ home })).release();
    chmodSync(home, 0o700);
    await expect(openEmbeddedPostgres({ home })).rejects.toThrow(/is out of reach of account/);
  });

  test('binaries that account cannot run are copied once', async () => {
    const closed = makeHome(0o700);
    const { folder, version } = await findServerBinaries();
    const hidden = join(closed, 'native');
    cpSync(folder, hidden, { recursive: true, verbatimSymlinks: true });
    chmodSync(join(hidden, 'bin', 'postgres'), 0o700);
    const system = makeHome(0o700); // its mode is put right too
    const found = await reachableBinaries({ folder: hidden, version }, account!, system);
    expect(found.folder).toBe(join(system, `postgres-${version}`));
    expect(await runAs(account, join(found.folder, 'bin', 'postgres'), ['--version'])).toMatch(/PostgreSQL/);
    const { ctimeMs } = lstatSync(found.folder);
    await reachableBinaries({ folder: hidden, version }, account!, system);
    expect(lstatSync(found.folder).ctimeMs).toBe(ctimeMs);
  });

  test.skipIf(!checkoutIsOpen)('an ordinary user runs it alone (skipped in a closed checkout)', async () => {
    const home = makeHome();
    chownSync(home, ordinary.uid, ordinary.gid);
    const lease = await startLease(home, ordinary);
    expect(lease.started).toBe(true);
    expect(statSync(join(home, 'postgres')).uid).toBe(ordinary.uid);

    // root joins the same server, and stops it under its owner's account
    const joined = await openEmbeddedPostgres({ home });
    expect(joined.started).toBe(false);
    expect(await lease.release()).toBe(0);
    expect(isServed(home)).toBe(true);
    await joined.release();
    expect(isServed(home)).toBe(false);

    const again = await openEmbeddedPostgres({ home });
    expect(again.started).toBe(true);
    await again.release();
  });

  test.skipIf(!checkoutIsOpen || account.uid === ordinary.uid)(
    "an ordinary user is refused another account's data",
    async () => {
      const home = makeHome();
      await (await openEmbeddedPostgres({ home })).release();
      await expect(startLease(home, ordinary)).rejects.toThrow(/is out of reach of this account/);
    },
  );
});
