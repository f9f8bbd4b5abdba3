// What the compiler needs found, and what it must not find. In JavaScript: the build has no loader yet.
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

// A file deleted from the sources must not live on in the build.
rmSync(at('../dist'), { recursive: true, force: true });

// Of a clone that was installed without its scripts.
if (!existsSync(at('../src/store/generated'))) {
  const prisma = at('../node_modules/prisma/build/index.js');
  execFileSync(process.execPath, [prisma, 'generate'], { cwd: at('..'), stdio: 'inherit' });
}
