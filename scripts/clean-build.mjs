// A file deleted from the sources must not live on in the build. In JavaScript: the build has no loader yet.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
