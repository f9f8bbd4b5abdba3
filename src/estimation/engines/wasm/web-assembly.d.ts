/** What is used of the WebAssembly interface (its types come with the DOM's alone). */
declare namespace WebAssembly {
  /** Compiled, of no memory yet. */
  class Module {
    readonly #compiled: true;
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  function validate(bytes: Uint8Array): boolean;
}
