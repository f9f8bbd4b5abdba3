import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { SKIPPED, swiftshader } from '../../../support/swiftshader.js';

/** Of the largest value, as for the other engines. */
const TOLERANCE = 1e-4;

it.skipIf(!swiftshader)(
  `takes the plain engine's steps on webgpu and leaves no tensor${swiftshader ? '' : ` (${SKIPPED})`}`,
  async () => {
    const script = join(import.meta.dirname, 'webgpu-steps.mjs');
    const env = { ...process.env, ...swiftshader };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    const { errors, leaked } = JSON.parse(stdout) as {
      errors: Record<string, number | null>;
      leaked: number;
    };
    expect(Object.keys(errors)).toHaveLength(13);
    // JSON has no NaN and says null, which is more than nothing.
    const far = Object.entries(errors).filter(([, error]) => !(error !== null && error <= TOLERANCE));
    expect(far).toEqual([]);
    expect(leaked).toBe(0);
  },
  120_000,
);
