import { packagePath } from './tensorflow-packages.js';

/** Of WebGPU, what is used beside TensorFlow.js. */
export interface WebgpuDevice {
  readonly limits: { readonly maxStorageBufferBindingSize: number; readonly maxBufferSize: number };
  readonly lost: Promise<{ readonly message: string }>;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string }; preventDefault(): void }) => void,
  ): void;
}

interface Gpu {
  requestAdapter(
    options: object,
  ): Promise<{ readonly info: { readonly isFallbackAdapter?: boolean } } | null>;
}

interface WebgpuPackage {
  readonly create: (options: readonly string[]) => Gpu;
  readonly globals: object;
}

/**
 * Puts WebGPU where TensorFlow.js looks for it, in this thread's globals.
 *
 * @returns whether a program imitates the GPU
 * @throws Error in words that follow the backend's name, when there is none
 */
export async function webgpuDevice(): Promise<{ readonly isSoftware: boolean }> {
  const { create, globals } = (await import(packagePath('webgpu'))) as WebgpuPackage;
  const gpu = create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('finds no GPU');
  Object.assign(globalThis, globals);
  const scope = globalThis as { navigator?: object };
  if (!scope.navigator) Object.defineProperty(scope, 'navigator', { value: {}, configurable: true }); // Node 20 has none
  // Held there for as long as the thread lives: devices do not survive it.
  Object.defineProperty(scope.navigator, 'gpu', { value: gpu, configurable: true });
  return { isSoftware: adapter.info.isFallbackAdapter === true };
}
