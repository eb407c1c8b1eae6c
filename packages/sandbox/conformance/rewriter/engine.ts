/**
 * The engine's JavaScript interface as far as comparing runs needs it; no library here declares
 * it.
 */

export interface Engine {
  readonly validate: (bytes: Uint8Array) => boolean
  readonly Module: {
    new (bytes: Uint8Array): object
    imports(module: object): { module: string; name: string; kind: string }[]
  }
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, unknown>>,
  ) => { readonly exports: Record<string, unknown> }
  readonly Memory: new (type: { initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Table: new (type: { element: 'anyfunc'; initial: number }) => object
  readonly RuntimeError: new () => Error
}

export const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly

/** A global as JavaScript sees it. */
export interface WasmGlobal {
  value: bigint | number
}
