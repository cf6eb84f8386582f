// The part of WebAssembly that the kernel needs: TypeScript knows it only together with a browser's whole world.
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean });
    readonly buffer: ArrayBufferLike;
  }
  class Global {
    value: unknown;
  }
  class Instance {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class CompileError extends Error {}
  class LinkError extends Error {}
}
