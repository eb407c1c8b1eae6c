/**
 * The part of the WebAssembly JavaScript interface that running needs, typed here because neither
 * the language's library nor Node's types declare it and the browser's types are not wanted in
 * Node.
 */

/** A compiled module. It may be posted to other threads, which then share its code. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module'
}

export interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>
}

interface WasmEngine {
  readonly Module: {
    new (bytes: Uint8Array): WasmModule
    exports(module: WasmModule): { readonly name: string; readonly kind: string }[]
  }
  readonly Instance: new (
    module: WasmModule,
    imports: Record<string, Record<string, unknown>>,
  ) => WasmInstance
  readonly RuntimeError: new () => Error
}

export const engine = (globalThis as unknown as { WebAssembly: WasmEngine }).WebAssembly
