import { createRequire } from 'node:module';
import type { TensorflowBackend } from './engine-choice.js';

const require = createRequire(import.meta.url);

/** As in package.json, where they are optional peers: tfjs-node downloads a library of hundreds of megabytes. */
const TENSORFLOW_VERSION = '4.22.0';
const WEBGPU_VERSION = '0.6.2';

const PACKAGES: Readonly<Record<TensorflowBackend, readonly string[]>> = {
  'node-gpu': ['@tensorflow/tfjs-core', '@tensorflow/tfjs-node-gpu'],
  node: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-node'],
  webgpu: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-webgpu', 'webgpu'],
  wasm: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm'],
  cpu: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu'],
};

/** Packages that a backend needs and that are not there. */
export function missingPackages(backend: TensorflowBackend): readonly string[] {
  return PACKAGES[backend].filter((name) => !isInstalled(name));
}

/**
 * The command that installs what a backend needs. Without `--save-prod` npm takes them for the optional peers they are,
 * and does nothing; `--no-save` leaves package.json alone.
 */
export function installCommand(backend: TensorflowBackend): string {
  const pinned = PACKAGES[backend].map(
    (name) => `${name}@${name === 'webgpu' ? WEBGPU_VERSION : TENSORFLOW_VERSION}`,
  );
  return `npm install --no-save --save-prod ${pinned.join(' ')}`;
}

/** An installed CommonJS package. Named by a value: neither the compiler nor the build needs it to be there. */
export function requirePackage(name: string): unknown {
  return require(name);
}

/** Path of an installed package's main file. */
export function packagePath(name: string): string {
  return require.resolve(name);
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
