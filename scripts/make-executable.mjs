// `npx interlens` in a checkout runs the built file itself, and tsc writes files that may not be run.
import { chmodSync } from 'node:fs';

chmodSync(new URL('../dist/src/cli/main.js', import.meta.url), 0o755);
