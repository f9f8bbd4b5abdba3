import { existsSync } from 'node:fs';

const ICD = '/usr/lib/chromium/vk_swiftshader_icd.json';

/**
 * Environment of a process that shall find SwiftShader, the GPU in software that Debian's chromium carries; null where
 * there is none. One that the environment names already is taken as it is.
 */
export const swiftshader: Readonly<Record<string, string>> | null = process.env['VK_ICD_FILENAMES']
  ? {}
  : existsSync(ICD)
    ? {
        VK_ICD_FILENAMES: ICD,
        // Beside the driver lies a loader for it.
        LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], '/usr/lib/chromium'].filter(Boolean).join(':'),
      }
    : null;

/** Said of tests that are skipped. */
export const SKIPPED = `skipped: no SwiftShader at ${ICD} (Debian's chromium)`;
