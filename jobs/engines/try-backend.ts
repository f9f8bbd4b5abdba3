import { fork } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../../src/database/package-root.js';
import type { BackendTrial } from './backend-trial.js';
import type { TensorflowBackend } from './engine-choice.js';
import { missingPackages } from './tensorflow-packages.js';

/** A GPU's first start may compile its programs for minutes. */
const LONGEST_MS = 300_000;

/** Finds out whether a backend can be used here, in a process of its own. */
export async function tryBackend(backend: TensorflowBackend): Promise<BackendTrial> {
  const missing = missingPackages(backend);
  if (missing.length > 0) return { usable: false, reason: `needs ${missing.join(' and ')}, not installed` };
  return new Promise((resolve) => {
    const child = fork(trialFile(), [backend], {
      execArgv: [],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'], // libraries of drivers print what they like
      timeout: LONGEST_MS,
      killSignal: 'SIGKILL', // a driver's endless loop hears no other
    });
    child.on('message', (trial) => {
      resolve(trial as BackendTrial);
    });
    // After a message this changes nothing any more.
    child.on('exit', (code, signal) => {
      resolve({ usable: false, reason: `ends the process that loads it (${signal ?? String(code)})` });
    });
    child.on('error', (error) => {
      resolve({ usable: false, reason: `cannot be tried: ${error.message}` });
    });
  });
}

/** In the build, also when this module is loaded from its source by a test. */
function trialFile(): string {
  return join(packageRoot(), 'dist', 'jobs', 'engines', 'backend-trial.js');
}
