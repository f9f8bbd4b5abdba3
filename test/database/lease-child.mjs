// A process of its own that holds a lease on the embedded server of argv[2] until a line comes in on stdin.
import { once } from 'node:events';
import { openEmbeddedPostgres } from '../../dist/src/database/embedded-postgres.js';

try {
  const lease = await openEmbeddedPostgres({ home: process.argv[2] ?? '' });
  process.stdout.write(`${JSON.stringify({ url: lease.url, started: lease.started })}\n`);
  await once(process.stdin, 'data');
  await lease.release();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ failure: error.message })}\n`);
  process.exitCode = 1;
} finally {
  process.stdin.destroy();
}
